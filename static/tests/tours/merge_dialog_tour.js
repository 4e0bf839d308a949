import { press } from "@odoo/hoot-dom";

import { registry } from "@web/core/registry";

const FIELD = (name) => `.modal tr[data-field="${name}"]`;
const RECORD = (name) => `.modal th.o_crm_merge_record:contains("${name}")`;

/** Nothing but the table may be wider than the window. */
function checkWidth() {
    const body = document.querySelector(".modal-body");
    if (body.scrollWidth > body.clientWidth || document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The dialog scrolls sideways");
    }
}

async function openDialog() {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "=like", "Tour:%"]], { order: "id" });
    await action.doAction("crm.action_merge_opportunities", {
        additionalContext: { active_model: "crm.lead", active_ids: ids, active_id: ids[0] },
    });
}

async function changeSecond() {
    const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "=", "Tour: second"]]);
    await orm.write("crm.lead", ids, { phone: "+32 2 555 99 99" });
}

const tick = (name) => ({
    content: `Tick ${name}`,
    trigger: `.o_data_row:contains("${name}") .o_list_record_selector input`,
    run: "click",
});

registry.category("web_tour.tours").add("crm_lead_conversion_merge_dialog", {
    steps: () => [
        ...["Tour: first", "Tour: second", "Tour: third", "Tour: won"].map(tick),
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
            content: "The policy is named",
            trigger: '.modal .o_crm_merge_policy:contains("The record created first survives")',
        },
        {
            content: "The first created is the survivor",
            trigger: `${RECORD("Tour: first")}:contains("Survivor") input:checked`,
        },
        {
            content: "Strength and reasons of the second",
            trigger: `${RECORD("Tour: second")}:contains("same person") .o_crm_merge_strength`,
        },
        {
            content: "The won one is greyed, and says why",
            trigger: '.modal th.o_crm_merge_refused:contains("Tour: won"):contains("It is won, and is not merged into another record")',
            run: checkWidth,
        },
        {
            content: "What the survivor lacks is taken over",
            trigger: `${FIELD("email_from")} .o_crm_merge_result:contains("second@tour.example.com"):contains("the survivor has none")`,
        },
        {
            content: "Tags are united",
            trigger: `${FIELD("tag_ids")} .o_crm_merge_result:contains("Tour one"):contains("Tour two"):contains("all of them together")`,
        },
        {
            content: "Take the phone of the second",
            trigger: `${FIELD("phone")} input[aria-label='Phone of “Tour: second”']`,
            run: "click",
        },
        {
            content: "The result says so",
            trigger: `${FIELD("phone")} .o_crm_merge_result:contains("+32 2 555 02 02"):contains("picked by you")`,
        },
        {
            content: "Take the street of the first",
            trigger: `${FIELD("street")} input[aria-label='Street of “Tour: first”']`,
            run: "click",
        },
        {
            content: "The city comes along",
            trigger: `${FIELD("city")} .o_crm_merge_result:contains("Gent"):contains("picked by you")`,
        },
        {
            content: "Back to the address that was proposed",
            trigger: `${FIELD("city")} .o_crm_merge_reset`,
            run: "click",
        },
        {
            content: "All of it",
            trigger: `${FIELD("street")} .o_crm_merge_result:contains("Laagstraat 2"):contains("all of it from one record")`,
        },
        {
            content: "What does not differ is not shown",
            trigger: `.modal .o_crm_merge_table:not(:has(tr[data-field="contact_name"]))`,
        },
        {
            content: "Show all fields",
            trigger: '.modal label:contains("Only differences") input',
            run: "click",
        },
        {
            content: "It is shown",
            trigger: `${FIELD("contact_name")} .o_crm_merge_result:contains("Eva Peeters")`,
        },
        {
            content: "Let the second be the survivor",
            trigger: `${RECORD("Tour: second")} input`,
            run: "click",
        },
        {
            content: "It is",
            trigger: `${RECORD("Tour: second")}:contains("Survivor")`,
        },
        {
            content: "Its own title is the result",
            trigger: `${FIELD("name")} .o_crm_merge_result:contains("Tour: second")`,
        },
        {
            content: "And the first one again",
            trigger: `${RECORD("Tour: first")} input`,
            run: "click",
        },
        {
            content: "What moves is said",
            trigger: `.modal:has(th.o_crm_merge_survivor:contains("Tour: first")) .o_crm_merge_moves:contains("message"):contains("1 activity")`,
        },
        {
            content: "Take the third out",
            trigger: `.modal button[aria-label='Take “Tour: third” out']`,
            run: "click",
        },
        {
            content: "Only the second is hidden",
            trigger: `.modal .o_crm_merge_hidden:contains("“Tour: second”"):not(:contains("Tour: third"))`,
        },
        {
            content: "Merge",
            trigger: '.modal button[name="action_merge"]',
            run: "click",
        },
        {
            content: "A sentence says what was merged",
            trigger: '.o_crm_merge_notice:contains("“Tour: second” was merged into “Tour: first”")',
        },
        {
            content: "The first is open, with the second in it",
            trigger: '.o_form_view:has(button[name="action_open_merges"]:contains("1")) .o_field_widget[name=name] textarea:value("Tour: first")',
        },
        {
            content: "Undo",
            trigger: '.o_crm_merge_notice button:contains("Undo")',
            run: "click",
        },
        {
            content: "It is undone",
            trigger: '.o_notification:contains("Merge undone")',
        },
        {
            content: "Nothing is in it any more",
            trigger: '.o_form_view:not(:has(button[name="action_open_merges"]))',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_merge_dialog_phone", {
    steps: () => [
        {
            content: "Open the dialog",
            trigger: ".o_web_client .o_view_controller",
            run: openDialog,
        },
        {
            content: "Only the table scrolls sideways",
            trigger: `${RECORD("Tour: first")}:contains("Survivor")`,
            run: checkWidth,
        },
        {
            content: "Take the won one out by the keyboard",
            trigger: `.modal button[aria-label='Take “Tour: won” out']`,
            async run() {
                this.anchor.focus();
                await press("Enter");
            },
        },
        {
            content: "Take the phone of the second",
            trigger: `.modal:not(:has(th:contains("Tour: won"))) tr[data-field="phone"] input[aria-label='Phone of “Tour: second”']`,
            run: "click",
        },
        {
            content: "Meanwhile somebody changes the second",
            trigger: `${FIELD("phone")} .o_crm_merge_result:contains("+32 2 555 02 02")`,
            run: changeSecond,
        },
        {
            content: "Merge",
            trigger: '.modal button[name="action_merge"]',
            run: "click",
        },
        {
            content: "Nothing was merged, and the record is named",
            trigger: '.modal:contains("Nothing was merged: “Tour: second” changed since you opened the dialog")',
        },
        {
            content: "Close the message",
            trigger: '.modal:contains("Nothing was merged") .modal-footer button',
            run: "click",
        },
        {
            content: "The new plan is shown",
            trigger: `.modal:has(.o_crm_merge_changed:contains("“Tour: second”")) tr[data-field="phone"] .o_crm_merge_result:contains("+32 2 555 99 99")`,
            run: checkWidth,
        },
        {
            content: "Merge",
            trigger: '.modal button[name="action_merge"]',
            run: "click",
        },
        {
            content: "A sentence says what was merged",
            trigger: '.o_crm_merge_notice:contains("2 records were merged into “Tour: first”")',
        },
        {
            content: "Look at the merge",
            trigger: '.o_crm_merge_notice button:contains("Details")',
            run: "click",
        },
        {
            content: "It is open",
            trigger: '.o_form_view .o_field_widget[name=merged_ids]',
        },
    ],
});
