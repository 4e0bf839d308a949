import { registry } from "@web/core/registry";

const CARD = (name) => `.o_kanban_record:not(.o_kanban_ghost):contains("${name}")`;
const RECORD = (name) => `th.o_crm_merge_record:contains("${name}")`;

const tick = (name) => ({
    content: `Tick ${name}`,
    trigger: `${CARD(name)} .o_crm_card_tick input:not(:checked)`,
    run: "click",
});

/** Nothing may be wider than the window. */
function checkWidth() {
    if (document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The page scrolls sideways");
    }
}

registry.category("web_tour.tours").add("crm_lead_conversion_match_cards", {
    steps: () => [
        {
            isActive: ["mobile"],
            content: "Open the buttons of the record",
            trigger: "button:has(.fa-bolt)",
            run: "click",
        },
        {
            content: "Open what is similar to the lead",
            trigger: 'button[name="action_show_potential_duplicates"]:contains("3")',
            run: "click",
        },
        {
            content: "The one that was opened is marked",
            trigger: `${CARD("Tour: form")} .o_crm_opened`,
            run: checkWidth,
        },
        {
            content: "No other is",
            trigger: `${CARD("Tour: call")}:not(:has(.o_crm_opened))`,
        },
        {
            content: "The lost one is of somebody else",
            trigger: `${CARD("Tour: lost")} a:contains("Not the same")`,
            run: "click",
        },
        {
            content: "What that means is said",
            trigger: '.o_notification:contains("are not shown as similar any more")',
        },
        {
            content: "No, it is not",
            trigger: `${CARD("Tour: lost")} a:contains("Compare again")`,
            run: "click",
        },
        {
            content: "It is similar again",
            trigger: `${CARD("Tour: lost")} a:contains("Not the same")`,
        },
        tick("Tour: call"),
        tick("Tour: form"),
        {
            content: "Two are ticked",
            trigger: ".o_selection_box:contains(2)",
        },
        {
            content: "Open the actions",
            trigger: ".o_cp_action_menus button",
            run: "click",
        },
        {
            content: "Merge them",
            trigger: '.o-dropdown-item:contains("Merge")',
            run: "click",
        },
        {
            content: "Those two are in the dialog",
            trigger: `.modal:has(${RECORD("Tour: form")}):not(:has(${RECORD("Tour: won")})) ${RECORD("Tour: call")}`,
        },
        {
            content: "Merge",
            trigger: '.modal button[name="action_merge"]',
            run: "click",
        },
        {
            content: "A sentence says what was merged; take it back",
            trigger: '.o_crm_merge_notice:contains("“Tour: call” was merged into “Tour: form”") button:contains("Undo")',
            run: "click",
        },
        {
            content: "It is undone",
            trigger: '.o_notification:contains("Merge undone")',
        },
        {
            content: "Back to the similar leads",
            trigger: '.o_breadcrumb a:contains("Similar to"), .o_back_button',
            run: "click",
        },
        {
            content: "Both are there",
            trigger: `.o_kanban_view:has(${CARD("Tour: call")}) ${CARD("Tour: form")}`,
        },
        {
            content: "Back to the lead",
            trigger: '.o_breadcrumb a:contains("Tour: form"), .o_back_button',
            run: "click",
        },
        {
            content: "It is open",
            trigger: '.o_form_view .o_field_widget[name=name] textarea:value("Tour: form")',
        },
    ],
});
