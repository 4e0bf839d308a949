import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_merge", {
    steps: () => [
        {
            content: "The address of the merged lead opens the one it is in now",
            trigger: '.o_form_view .o_field_widget[name=name] textarea:value("Tour: master")',
        },
        {
            content: "A sentence says so",
            trigger: '.o_notification:contains("was merged into “Tour: master”")',
        },
        {
            content: "Open the merge",
            trigger: 'button[name="action_open_merges"]',
            run: "click",
        },
        {
            content: "The merged record is listed",
            trigger: '.o_field_widget[name=merged_ids] .o_data_row:contains("Tour: merged")',
        },
        {
            content: "Undo it",
            trigger: 'button[name="action_undo"]',
            run: "click",
        },
        {
            content: "Confirm",
            trigger: '.modal button:contains("Undo Merge")',
            run: "click",
        },
        {
            content: "It is undone",
            trigger: '.o_statusbar_status button.o_arrow_button_current:contains("Undone")',
        },
    ],
});
