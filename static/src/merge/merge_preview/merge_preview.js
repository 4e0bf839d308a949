import { Component, onMounted, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";
import { Deferred, KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";

import { joinPhrases, quote } from "../../wording";
import { MergeCell } from "./merge_cell";

/**
 * The records of a merge side by side, and what becomes of every field. What
 * the server planned is shown; a pick is shown at once, and asks the server
 * only where it may change other fields.
 */
export class MergePreview extends Component {
    static template = "crm_lead_conversion.MergePreview";
    static components = { MergeCell };
    static props = {
        leadIds: { type: Array, element: Number },
        masterId: { type: Number, optional: true },
        chosen: { type: Object, optional: true },
        userId: { type: Number, optional: true },
        teamId: { type: Number, optional: true },
        // the dialog that is asked for the plan, and what else it is told
        model: { type: String, optional: true },
        extra: { type: Object, optional: true },
        // records that cannot be taken out
        keptIds: { type: Array, element: Number, optional: true },
        // another number reads everything anew and marks what changed
        version: { type: Number, optional: true },
        // {masterId, chosen, shown, goneIds}: what is to be merged, as it is
        // shown, and the records that are not there any more
        onChange: Function,
        onRemove: Function,
        // gets a promise: until it is kept, another plan may be on its way
        onPending: { type: Function, optional: true },
    };
    static defaultProps = { version: 0, model: "crm.merge.opportunity", extra: {}, keptIds: [] };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.scroll = useRef("scroll");
        this.state = useState({
            data: null,
            error: "",
            loading: false,
            masterId: this.props.masterId || false,
            chosen: { ...this.props.chosen },
            onlyDifferences: true,
            changedIds: [],
            goneCount: 0,
        });
        this.keepAmong(this.props.leadIds);
        // nothing is merged before it is shown
        const shown = new Deferred();
        this.props.onPending?.(shown);
        onWillStart(() => this.load());
        onMounted(() => {
            this.notify();
            shown.resolve();
        });
        onWillUpdateProps((next) => this.onPropsChanged(next));
    }

    // ------------------------------------------------------------
    // Reading
    // ------------------------------------------------------------

    onPropsChanged(next) {
        const key = (props) =>
            JSON.stringify([props.leadIds, props.userId, props.teamId, props.extra, props.version]);
        if (key(next) === key(this.props)) {
            return;
        }
        this.keepAmong(next.leadIds);
        // not waited for: what is there stays until the new plan is
        this.reload(next, next.version !== this.props.version);
    }

    /** Forget what was chosen of records that are not there any more. */
    keepAmong(leadIds) {
        const ids = new Set(leadIds);
        if (!ids.has(this.state.masterId)) {
            this.state.masterId = false;
        }
        this.state.chosen = Object.fromEntries(
            Object.entries(this.state.chosen).filter(([, leadId]) => ids.has(leadId))
        );
    }

    reload(props = this.props, markChanged = false) {
        const pending = this.load(props, markChanged).then(() => this.notify());
        this.props.onPending?.(pending);
        return pending;
    }

    async load(props = this.props, markChanged = false) {
        const sent = this.state.chosen;
        this.state.loading = true;
        let data, message;
        try {
            data = await this.keepLast.add(
                this.orm.call(props.model, "get_merge_preview", [props.leadIds], {
                    ...props.extra,
                    master_id: this.state.masterId || false,
                    chosen: sent,
                    user_id: props.userId || false,
                    team_id: props.teamId || false,
                })
            );
        } catch (error) {
            message = error.data?.message || error.message;
        }
        this.state.loading = false;
        this.state.error = message || "";
        if (!data) {
            return;
        }
        if (markChanged) {
            this.state.changedIds = this.findChanged(data.records);
        }
        // stays said, although they are not asked for again
        this.state.goneCount += data.gone;
        this.state.data = data;
        this.state.masterId = data.master_id;
        if (sent === this.state.chosen) {
            this.state.chosen = data.chosen;
        }
    }

    findChanged(records) {
        const before = new Map(this.records.map((record) => [record.id, record.fingerprint]));
        return records
            .filter(({ id, fingerprint }) => before.has(id) && before.get(id) !== fingerprint)
            .map(({ id }) => id);
    }

    notify() {
        this.props.onChange({
            masterId: this.state.masterId,
            chosen: { ...this.state.chosen },
            shown: Object.fromEntries(
                this.records
                    .filter((record) => !record.refusal)
                    .map((record) => [record.id, record.fingerprint])
            ),
            goneIds: this.state.data?.gone
                ? this.props.leadIds.filter((id) => !this.records.some((record) => record.id === id))
                : [],
        });
    }

    // ------------------------------------------------------------
    // Showing
    // ------------------------------------------------------------

    get records() {
        return this.state.data?.records || [];
    }

    get master() {
        return this.records.find((record) => record.id === this.state.masterId);
    }

    get groups() {
        const { fields = [], groups = [] } = this.state.data || {};
        return groups
            .map((group) => ({
                ...group,
                fields: fields.filter(
                    (field) =>
                        field.group === group.name &&
                        (!this.state.onlyDifferences || field.differs)
                ),
            }))
            .filter((group) => group.fields.length);
    }

    /** What the field gets, with the picks the server does not know of yet. */
    getResult(field) {
        const picked = this.state.chosen[field.name];
        if (picked === this.state.data.chosen[field.name]) {
            return field.result;
        }
        return picked
            ? { cell: field.values[picked], rule: "chosen", sources: [picked] }
            : field.proposed;
    }

    /** Why the result is what it is, where that does not go without saying. */
    getRuleText(field) {
        const { rule, sources } = this.getResult(field);
        if (rule === "own") {
            return "";
        }
        return sources.length || ["assigned", "fitted"].includes(rule)
            ? this.state.data.rules[rule]
            : "";
    }

    /** Several records together: none of them is picked. */
    isTogether(field) {
        return ["joined", "united"].includes(this.getResult(field).rule);
    }

    isPicked(field, record) {
        const { sources } = this.getResult(field);
        return !this.isTogether(field) && sources.length === 1 && sources[0] === record.id;
    }

    isSource(field, record) {
        return this.getResult(field).sources.includes(record.id);
    }

    canPick(field, record) {
        return field.choosable && !record.refusal;
    }

    getPickLabel(field, record) {
        return _t("%(field)s of “%(record)s”", { field: field.label, record: record.name });
    }

    getSurvivorLabel(record) {
        return _t("Let “%s” be the survivor", record.name);
    }

    getRemoveLabel(record) {
        return _t("Take “%s” out", record.name);
    }

    getResetLabel(field) {
        return _t("%s: back to what was proposed", field.label);
    }

    getReasons(record) {
        return joinPhrases(record.reasons || []);
    }

    get movesTitle() {
        return _t("Moves to “%s”", this.master.name);
    }

    get movesText() {
        return formatList(this.state.data.moves.map(({ text }) => text));
    }

    get hiddenNames() {
        return formatList(this.state.data.hidden.map(({ name }) => quote(name)));
    }

    get goneText() {
        const count = this.state.goneCount;
        return count === 1
            ? _t("One of the records was deleted in the meantime and is left out.")
            : _t("%s records were deleted in the meantime and are left out.", count);
    }

    get changedText() {
        const names = this.records
            .filter((record) => this.state.changedIds.includes(record.id))
            .map(({ name }) => quote(name));
        return _t("Changed in the meantime: %s. This is the new plan.", names);
    }

    // ------------------------------------------------------------
    // Choosing
    // ------------------------------------------------------------

    chooseMaster(record) {
        this.state.masterId = record.id;
        return this.reload();
    }

    remove(record) {
        // its button goes with it: the keyboard stays at the table
        this.scroll.el.focus({ preventScroll: true });
        this.props.onRemove(record.id);
    }

    pick(field, record) {
        const { rule, sources } = field.proposed;
        const isProposed =
            !["joined", "united"].includes(rule) &&
            sources.length === 1 &&
            sources[0] === record.id;
        this.choose(field, isProposed ? false : record.id);
    }

    /** What belongs together is picked together. */
    choose(field, leadId) {
        const chosen = { ...this.state.chosen };
        for (const name of field.block.length ? field.block : [field.name]) {
            if (leadId) {
                chosen[name] = leadId;
            } else {
                delete chosen[name];
            }
        }
        this.state.chosen = chosen;
        if (field.linked) {
            this.reload();
        } else {
            this.notify();
        }
    }
}
