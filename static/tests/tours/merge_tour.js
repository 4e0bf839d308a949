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
            trigger: '.o-mail-Message:contains("Said on the merged one") .o-crm-Message-leadOrigin a:contains("Tour: merged")',
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

registry.category("web_tour.tours").add("crm_lead_conversion_merge_dialog", {
    steps: () => [
        {
            content: "Tick the first",
            trigger: '.o_data_row:contains("Tour: first") .o_list_record_selector input',
            run: "click",
        },
        {
            content: "Tick the second",
            trigger: '.o_data_row:contains("Tour: second") .o_list_record_selector input',
            run: "click",
        },
        {
            content: "Tick the won one",
            trigger: '.o_data_row:contains("Tour: won") .o_list_record_selector input',
            run: "click",
        },
        {
            content: "Open the actions",
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Merge",
            trigger: '.o-dropdown-item:contains("Merge")',
            run: "click",
        },
        {
            content: "The won one is in the list",
            trigger: '.modal .o_data_row:contains("Tour: won")',
        },
        {
            content: "Try to merge",
            trigger: '.modal button[name="action_merge"]',
            run: "click",
        },
        {
            content: "It is named, with what to do",
            trigger: '.modal:contains("“Tour: won” is won and would disappear in “Tour: first”. Take it out")',
        },
        {
            content: "Close the message",
            trigger: '.modal:contains("Take it out") .modal-footer button',
            run: "click",
        },
        {
            content: "Take it out",
            trigger: '.modal .o_data_row:contains("Tour: won") .o_list_record_remove button',
            run: "click",
        },
        {
            content: "Merge the others",
            trigger: '.modal:not(:has(.o_data_row:contains("Tour: won"))) button[name="action_merge"]',
            run: "click",
        },
        {
            content: "The first is open, with the second in it",
            trigger: 'button[name="action_open_merges"]:contains("1")',
        },
    ],
});
