import { registry } from "@web/core/registry";

const openMerges = (why) => ({
    content: `Open the merges ${why}`,
    trigger: '.o_notebook .nav-link:contains("Merges")',
    run: "click",
});

registry.category("web_tour.tours").add("crm_lead_conversion_merge_panel", {
    steps: () => [
        openMerges("of the record"),
        {
            content: "It says who merged what, and opens it as it was kept",
            trigger: '.o_crm_merge_panel li:contains("Sanne Seller"):contains("Moved") a:contains("Tour: merged")',
            run: "click",
        },
        {
            content: "The kept one says where it went, and is not to be changed",
            trigger: '.o_form_view:not(:has(.o_form_statusbar)):has(.ribbon:contains("Merged")) div[name="merged_into"]:contains("Tour: master")',
        },
        {
            content: "Its title is no field to write in",
            trigger: '.o_form_readonly .o_field_widget[name=name]:not(:has(textarea)):contains("Tour: merged")',
        },
        {
            content: "Back to the record",
            trigger: '.o_breadcrumb a:contains("Tour: master"), .o_back_button',
            run: "click",
        },
        openMerges("again"),
        {
            content: "Undo",
            trigger: ".o_crm_merge_panel_undo",
            run: "click",
        },
        {
            content: "What will happen is said, and what will not",
            trigger: '.modal:has(.o_crm_merge_will:contains("Back as they were: “Tour: merged”")) .o_crm_merge_stays:contains("stays with “Tour: master”")',
        },
        {
            content: "Leave it",
            trigger: '.modal button:contains("Keep It Merged")',
            run: "click",
        },
        {
            content: "Undo after all",
            trigger: "body:not(:has(.modal)) .o_crm_merge_panel_undo",
            run: "click",
        },
        {
            content: "Yes",
            trigger: '.modal button:contains("Undo Merge")',
            run: "click",
        },
        {
            content: "It is undone",
            trigger: '.o_notification:contains("Merge undone")',
        },
        {
            content: "Nothing is in the record any more",
            trigger: '.o_form_view:has(textarea:value("Tour: master")):not(:has(.o_notebook .nav-link:contains("Merges")))',
        },
    ],
});
