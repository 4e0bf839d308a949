import { Component, markup, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { joinPhrases } from "../wording";
import { EVIDENCE, getOpenAction, getTyped, SAID, TEXTS } from "./typed_lead";

const DELAY = 400;

/**
 * While a lead is typed: what is similar to it, with buttons to open one of
 * them or to go on with it. It never holds up whoever types, and says nothing
 * if it cannot find out.
 */
export class SimilarLine extends Component {
    static template = "crm_lead_conversion.SimilarLine";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.state = useState({ found: null });
        this.keepLast = new KeepLast();
        // what stands in inputs, and is no value of the record yet
        this.typing = {};
        this.askSoon = useDebounced(() => this.ask(), DELAY);
        useRecordObserver((record) => this.onRecordChanged(record));
        const onInput = (ev) => this.onInput(ev);
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_renderer");
            this.form?.addEventListener("input", onInput);
        });
        onWillUnmount(() => this.form?.removeEventListener("input", onInput));
    }

    get typed() {
        return { ...getTyped(this.props.record.data, SAID), ...this.typing };
    }

    /** What is said of one of them; the first says how many there are. */
    getText(match) {
        const { count, matches } = this.state.found;
        const text = this.getMatchText(match);
        if (match !== matches[0]) {
            return text;
        }
        return count === 1
            ? _t("1 similar: %(lead)s", { lead: text })
            : _t("%(count)s similar: %(lead)s", { count, lead: text });
    }

    getMatchText(match) {
        const { name, customer } = match;
        const title = customer
            ? _t("“%(name)s” (%(customer)s)", { name, customer })
            : _t("“%(name)s”", { name });
        const lead = markup`<span class="text-body">${title}</span>`;
        const reasons = this.getReasons(match);
        return reasons ? _t("%(lead)s, %(reasons)s", { lead, reasons }) : lead;
    }

    get isRefused() {
        const { exact, policy } = this.state.found;
        return this.props.record.isNew && policy === "refuse" && exact.length > 0;
    }

    /** A new record may give way to one that is open; one that is saved stays what it is. */
    get canUse() {
        return Boolean(this.props.record.isNew && this.env.leadEntry);
    }

    getReasons(match) {
        const state = match.won_status === "won" ? _t("won") : !match.is_open && _t("lost");
        return joinPhrases([...(state ? [state] : []), ...match.reasons.slice(0, 2)]);
    }

    getTitle(match) {
        return joinPhrases(match.reasons);
    }

    getOpenLabel({ name }) {
        return _t("Open it: “%s”", name);
    }

    getUseLabel({ name }) {
        return _t("Use that one: “%s”", name);
    }

    onInput(ev) {
        const name = ev.target.closest(".o_field_widget[name]")?.getAttribute("name");
        if (TEXTS.includes(name)) {
            this.typing[name] = ev.target.value.trim() || false;
            this.askSoon();
        }
    }

    onRecordChanged(record) {
        const said = JSON.stringify([record.resId, getTyped(record.data, SAID)]);
        const { isNew, dirty } = record;
        if (!isNew && !dirty) {
            // as it is saved: the button of similar leads tells what there is
            this.saved = said;
            this.typing = {};
            this.show(null);
        }
        if (said !== this.said) {
            this.said = said;
            this.typing = {};
            this.askSoon();
        }
    }

    async ask() {
        const { record } = this.props;
        const { typed } = this;
        const isAsSaved = !record.isNew && JSON.stringify([record.resId, typed]) === this.saved;
        if (isAsSaved || !EVIDENCE.some((name) => typed[name])) {
            this.show(null);
            return;
        }
        const asked = JSON.stringify([record.resId, typed]);
        if (asked === this.asked) {
            return;
        }
        this.asked = asked;
        const answer = this.orm.silent
            .call("crm.lead", "lead_find_typed", [typed, record.resId || null])
            .catch(() => null);
        this.state.found = await this.keepLast.add(answer);
    }

    show(found) {
        this.asked = null;
        this.keepLast.add(Promise.resolve());
        this.state.found = found;
    }

    async onOpen(match) {
        if (this.env.leadEntry) {
            return this.env.leadEntry.open(match);
        }
        return this.action.doAction(getOpenAction(match));
    }
}

registry.category("view_widgets").add("crm_similar_line", { component: SimilarLine });
