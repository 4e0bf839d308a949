import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_merge_alternative", {
    steps: () => [
        {
            content: "A marker beside the phone says that a merged record had another one",
            trigger: 'label:contains("Phone") .o_crm_merge_alternatives',
            run: "click",
        },
        {
            content: "It is named with the record it comes from",
            trigger: '.o_crm_merge_alternatives_popover:contains("+32 9 555 01 99"):contains("Call")',
        },
        {
            content: "Use it",
            trigger: '.o_crm_merge_alternatives_popover button:contains("Use")',
            run: "click",
        },
        {
            content: "It is the phone now",
            trigger: '.o_field_widget[name=phone] input:value("+32 9 555 01 99")',
        },
        {
            content: "The former one can be taken back",
            trigger: 'label:contains("Phone") .o_crm_merge_alternatives',
            run: "click",
        },
        {
            content: "It is there",
            trigger: '.o_crm_merge_alternatives_popover:contains("+32 9 555 01 01"):contains("Grinder")',
        },
    ],
});
