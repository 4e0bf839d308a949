import { registry } from "@web/core/registry";

/** A row of the list, or what a phone shows in its place. */
const row = (inside, before = "") =>
    [".o_data_row", ".o_kanban_record"].map((row) => `${before}${row}${inside}`).join(", ");

const yes = {
    content: "Yes",
    trigger: ".modal footer .btn-primary",
    run: "click",
};

const back = {
    content: "Back",
    trigger: '.o_back_button, .o_breadcrumb a:contains("Tour")',
    run: "click",
};

/** @param {Object[]} onDesktop steps that a phone has elsewhere */
const steps = (onDesktop) => [
    {
        content: "It says how far it is",
        trigger: '.o_crm_job_progress[data-state=running]:contains("1 of 3: 1 done, 0 skipped, 0 failed")',
    },
    {
        content: "What is done has its outcome",
        trigger: row(':contains("Tour: A 0 and Tour: A 1"):contains("Merged into “Tour: A 0”")'),
    },
    {
        content: "Cancel",
        trigger: 'button[name="action_cancel"]',
        run: "click",
    },
    yes,
    {
        content: "The rest is skipped, and it says by whom",
        trigger: '.o_crm_job_progress[data-state=cancelled]:contains("3 of 3: 1 done, 2 skipped, 0 failed")',
    },
    ...onDesktop,
    {
        content: "To the record it ended in",
        trigger: row(':contains("Tour: A") button[name="action_open_lead"]'),
        run: "click",
    },
    {
        trigger: '.o_form_view .o_field_widget[name=name]:contains("Tour: A 0"), .o_form_view .o_field_widget[name=name] textarea:value("Tour: A 0")',
    },
    back,
    {
        content: "Undo all",
        trigger: 'button[name="action_undo_all"]',
        run: "click",
    },
    yes,
    {
        content: "A job of its own, done",
        trigger: row(':contains("Merge undone.")', '.o_form_view:has(.oe_title:contains("Undo: Tour")) '),
    },
];

const theSkipped = [
    {
        content: "The skipped ones by themselves",
        trigger: 'button[name="action_open_items"]:contains("Skipped")',
        run: "click",
    },
    {
        content: "Only those",
        trigger: '.o_list_view:not(:has(.o_data_row:contains("Tour: A"))) .o_data_row:contains("Tour: B"):contains("Cancelled by Sanne Seller")',
    },
    back,
];

registry.category("web_tour.tours").add("crm_lead_conversion_job", {
    steps: () => steps(theSkipped),
});

registry.category("web_tour.tours").add("crm_lead_conversion_job_phone", {
    steps: () => steps([]),
});
