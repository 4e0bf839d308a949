import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const ICONS = {
    conversion: "fa-exchange",
    created: "fa-plus",
    merge: "fa-compress",
    state: "fa-flag-o",
    step: "fa-arrow-right",
    undo: "fa-undo",
};

/** What a lead went through, read when somebody looks at it. */
export class LeadHistory extends Component {
    static template = "crm_lead_conversion.LeadHistory";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ events: [] });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    /** Each time it is saved or read anew: what was done is in it then. */
    async load({ data, resId }) {
        const shown = JSON.stringify([resId, data.write_date, data.qualification_state, data.type]);
        if (shown === this.shown) {
            return;
        }
        this.shown = shown;
        this.state.events = resId
            ? await this.orm.call("crm.lead", "get_history_shown", [resId])
            : [];
    }

    getIcon({ kind }) {
        return ICONS[kind];
    }
}

registry.category("view_widgets").add("crm_lead_history", {
    component: LeadHistory,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
