import { useEffect, useRef } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** The number on the button of similar leads; the button tells why the strongest is similar. */
export class SimilarCountField extends IntegerField {
    static template = "crm_lead_conversion.SimilarCountField";

    setup() {
        super.setup();
        this.root = useRef("root");
        useEffect(
            (button, reason) => button?.setAttribute("title", reason),
            () => [this.root.el?.closest("button"), this.props.record.data.duplicate_reason || ""]
        );
    }
}

registry.category("fields").add("crm_similar_count", {
    ...integerField,
    component: SimilarCountField,
    fieldDependencies: [{ name: "duplicate_reason", type: "text", readonly: true }],
});
