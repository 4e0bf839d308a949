import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { askToUndoMerge } from "./merge_undo_dialog";

/** The merges into a record, read when somebody looks at them. */
export class MergePanel extends Component {
    static template = "crm_lead_conversion.MergePanel";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ merges: [] });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(async ({ record }) => {
            const before = this.props.record;
            if (record.resId !== this.shownId || record !== before) {
                await this.load(record);
            }
        });
    }

    async load({ resId }) {
        this.shownId = resId;
        this.state.merges = resId
            ? await this.orm.call("crm.lead.merge", "get_merges_shown", [resId])
            : [];
    }

    /** The names in the order and with the words between them of the language, each with its record. */
    getParts({ leads }) {
        const rest = [...leads];
        return new Intl.ListFormat(user.lang, { type: "conjunction" })
            .formatToParts(leads.map(({ name }) => name))
            .map(({ type, value }) => ({ text: value, lead: type === "element" && rest.shift() }));
    }

    /** The kept card itself, not the record it is in now. */
    openLead(merge, { id }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: id,
            views: [[false, "form"]],
            context: merge.state === "done" ? { show_merged_card: true } : {},
        });
    }

    openMerge({ id }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead.merge",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async undo({ id }) {
        if (await this.props.record.save()) {
            await askToUndoMerge(this.env, id);
        }
    }
}

registry.category("view_widgets").add("crm_merge_panel", { component: MergePanel });

/** The button of a merge, on its form and in the list. */
export class MergeUndoButton extends Component {
    static template = "crm_lead_conversion.MergeUndoButton";
    static props = { ...standardWidgetProps };

    get className() {
        return this.env.config.viewType === "list" ? "btn-link p-0" : "btn-secondary";
    }

    onClick() {
        return askToUndoMerge(this.env, this.props.record.resId);
    }
}

registry.category("view_widgets").add("crm_merge_undo", { component: MergeUndoButton });
