import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_dedupe", {
    steps: () => [
        {
            content: "The group says why, and what is at stake",
            trigger: '.o_data_row:contains("Tour: form"):contains("same phone; same person"):contains("300")',
        },
        {
            content: "Open it",
            trigger: '.o_data_row:contains("Tour: form") td[name=reason]',
            run: "click",
        },
        {
            content: "Its records are listed",
            trigger: '.o_form_view .o_field_widget[name=lead_ids] .o_data_row:contains("Tour: call")',
        },
        {
            content: "Look at what merging does",
            trigger: 'button[name=action_open_preview]',
            run: "click",
        },
        {
            content: "The dialog is that of merging, with the strength",
            trigger: '.modal .o_crm_merge_preview:contains("Tour: form"):contains("Tour: call")',
        },
        {
            content: "Merge",
            trigger: ".modal footer button[name=action_merge]",
            run: "click",
        },
        {
            content: "The record they are in now is open",
            trigger: 'body:not(:has(.modal)) .o_form_view button[name=action_open_merges]',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_dedupe_ignore", {
    steps: () => [
        {
            content: "Tick the group",
            trigger: '.o_data_row:contains("Tour: form") .o_list_record_selector input',
            run: "click",
        },
        {
            content: "They are not the same",
            trigger: ".o_control_panel button[name=action_ignore]",
            run: "click",
        },
        {
            content: "It is gone from the list",
            trigger: '.o_list_view:not(:contains("Tour: form"))',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_dedupe_all", {
    steps: () => [
        {
            content: "Merge all",
            trigger: '.o_control_panel button:contains("Merge All Above")',
            run: "click",
        },
        {
            content: "From a lower strength on",
            trigger: ".modal .o_field_widget[name=score] input",
            run: "edit 60",
        },
        {
            content: "First it is said what that does, with an example",
            trigger: '.modal .o_field_widget[name=sample_ids] .o_data_row:contains("Tour: form")',
        },
        {
            content: "How many records",
            trigger: '.modal .o_field_widget[name=lead_count]:contains("2")',
        },
        {
            content: "Merge them",
            trigger: ".modal footer button[name=action_merge_all]",
            run: "click",
        },
        {
            content: "What became of them is shown",
            trigger: 'body:not(:has(.modal)) .o_form_view:contains("Merge groups of duplicates")',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_dedupe_look", {
    steps: () => [
        {
            content: "Look for more",
            trigger: '.o_control_panel button:contains("Look for Duplicates")',
            run: "click",
        },
        {
            content: "It is said how far that is",
            trigger: ".o_form_view .o_crm_job_progress[data-state=running] .o_crm_job_text:contains('Looking for duplicates: 0 of')",
        },
        {
            content: "Stop it",
            trigger: "button[name=action_stop]",
            run: "click",
        },
        {
            content: "It can go on later",
            trigger: "button[name=action_continue]",
        },
    ],
});
