import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

let nextId = 0;

/** The customers that fit a lead, with what each of them fits by. */
export class CustomerChoiceField extends Component {
    static template = "crm_lead_conversion.CustomerChoiceField";
    static props = { ...standardFieldProps };

    setup() {
        this.id = `crm_customer_${nextId++}`;
    }

    get choices() {
        return this.props.record.data.candidate_choices || [];
    }

    get value() {
        return this.props.record.data[this.props.name]?.id;
    }

    get moreText() {
        const count = this.props.record.data.candidate_count - this.choices.length;
        return count > 0 ? _t("%s more fit: search for them below.", count) : "";
    }

    choose({ id, name }) {
        this.props.record.update({ [this.props.name]: { id, display_name: name } });
    }
}

registry.category("fields").add("crm_customer_choice", {
    component: CustomerChoiceField,
    supportedTypes: ["many2one"],
});
