import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * That a colleague works on the same customer, and a button that asks whose
 * record it is. What is typed in the form or the dialog stays as it is.
 */
export class ColleagueHintField extends Component {
    static template = "crm_lead_conversion.ColleagueHintField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        // what the server said of each lead since it was shown
        this.state = useState({ isAsking: false, asked: {} });
    }

    get hint() {
        return this.props.record.data[this.props.name];
    }

    get asked() {
        return this.state.asked[this.hint.lead_id] || this.hint.asked;
    }

    get title() {
        return _t("The owner is told your name, the name and the contact of this lead, and what the two have in common.");
    }

    async ask() {
        const leadId = this.hint.lead_id;
        this.state.isAsking = true;
        try {
            const action = await this.orm.call("crm.lead", "action_ask_owner", [[leadId]]);
            this.state.asked[leadId] = action.params.message;
            await this.action.doAction(action);
        } finally {
            this.state.isAsking = false;
        }
    }
}

registry.category("fields").add("crm_colleague_hint", {
    component: ColleagueHintField,
    supportedTypes: ["json"],
});
