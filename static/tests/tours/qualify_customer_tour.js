import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_qualify_customer", {
    steps: () => [
        {
            content: "Make it a customer",
            trigger: '.o_statusbar_buttons button[name="action_convert_to_partner"]',
            run: "click",
        },
        {
            content: "Two fit: the dialog says by what, and proposes none",
            trigger:
                '.modal .o_crm_customer_choice:contains("same e-mail"):not(:has(input:checked))',
        },
        {
            content: "Choose the second",
            trigger: '.modal .o_crm_customer_choice .form-check:contains("Tour: Eva Two") input',
            run: "click",
        },
        {
            content: "Convert",
            trigger: '.modal button[name="action_apply"]',
            run: "click",
        },
        {
            content: "The customer opens, with a button back to the lead",
            trigger: '.o_form_view:has(.o_field_widget[name=name] :value("Tour: Eva Two")) button[name="action_view_leads"]',
            run: "click",
        },
        {
            content: "It is listed, closed; open it",
            trigger: '.o_data_row:contains("Closed") .o_data_cell[name=name]:contains("Tour: asked twice")',
            run: "click",
        },
        {
            content: "Nothing is left to convert into a customer",
            trigger: '.o_statusbar_buttons:not(:has(button[name="action_convert_to_partner"]))',
        },
        {
            content: "What it went through",
            trigger: '.o_notebook .nav-link:contains("History")',
            run: "click",
        },
        {
            content: "The conversion and who did it",
            trigger: '.o_crm_lead_history tr[data-kind="conversion"]:contains("Converted into a customer"):contains("Sanne Seller")',
        },
        {
            content: "The state it is in",
            trigger: '.o_crm_lead_history tr[data-kind="state"]:contains("State: Closed"):contains("so far")',
        },
    ],
});
