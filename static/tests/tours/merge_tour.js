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
            content: "A moved message says where it came from; a click opens the kept record",
            trigger: '.o-mail-Message:contains("Said on the merged one") .o-crm-Message-leadOrigin a:contains("from “Tour: merged”")',
            run: "click",
        },
        {
            content: "It says where it went",
            trigger: '.o_form_view div[name="merged_into"]:contains("Tour: master")',
        },
        {
            content: "Back to the master record",
            trigger: '.o_breadcrumb a:contains("Tour: master")',
            run: "click",
        },
        {
            content: "Its own message says nothing of the kind",
            trigger: '.o-mail-Message:contains("Said on the master"):not(:has(.o-crm-Message-leadOrigin))',
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
