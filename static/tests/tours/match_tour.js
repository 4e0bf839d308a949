import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_match", {
    steps: () => [
        {
            content: "The button says why the strongest is similar",
            trigger: 'button[name="action_show_potential_duplicates"][title^="100 of 100: "][title*="same phone"]',
        },
        {
            content: "Open what is similar to the lead",
            trigger: 'button[name="action_show_potential_duplicates"]:contains("3")',
            run: "click",
        },
        {
            content: "The strongest comes first, with its strength and the reasons",
            trigger:
                '.o_kanban_record:not(.o_kanban_ghost):nth-child(1):contains("Tour: call") .badge:contains("100")',
        },
        {
            content: "The reasons are in words",
            trigger: '.o_kanban_record:contains("Tour: call"):contains("same phone"):contains("same person")',
        },
        {
            content: "A won one says that this is a customer already",
            trigger: '.o_kanban_record:contains("Tour: won"):contains("already a customer")',
        },
        {
            content: "A lost one is marked",
            trigger: '.o_kanban_record:contains("Tour: lost") .ribbon:contains("Lost")',
        },
        {
            content: "The list says the same",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "The strongest first",
            trigger: '.o_data_row:nth-child(1):contains("Tour: call"):contains("same phone")',
        },
        {
            content: "Back to the lead",
            trigger: '.o_breadcrumb a:contains("Tour: form")',
            run: "click",
        },
        {
            content: "Convert it",
            trigger: 'button[name="crm.action_crm_lead2opportunity_partner"], button:contains("Convert to Opportunity")',
            run: "click",
        },
        {
            content: "The dialog offers to merge, and says why",
            trigger: '.modal .o_field_widget[name=similar_lead_ids] .o_crm_similar_ticked:contains("Tour: call"):contains("same phone")',
        },
        {
            content: "A won one is not offered",
            trigger: '.modal .o_field_widget[name=similar_lead_ids]:not(:contains("Tour: won"))',
        },
        {
            content: "Leave it",
            trigger: '.modal button:contains("Cancel")',
            run: "click",
        },
        {
            content: "Nothing happened",
            trigger: 'body:not(:has(.modal)) .o_form_view button:contains("Convert to Opportunity")',
        },
    ],
});
