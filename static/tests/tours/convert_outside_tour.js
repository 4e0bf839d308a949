import { registry } from "@web/core/registry";

const CARD = (name) => `.modal .o_crm_similar_card:contains("${name}")`;

async function openDialog() {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "like", "Tour: selected"]], { order: "id" });
    await action.doAction("crm.action_crm_send_mass_convert", {
        additionalContext: { active_model: "crm.lead", active_ids: ids, active_id: ids[0] },
    });
}

/** Nothing may be wider than the window. */
function checkWidth() {
    const body = document.querySelector(".modal-body");
    if (body.scrollWidth > body.clientWidth || document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The dialog scrolls sideways");
    }
}

registry.category("web_tour.tours").add("crm_lead_conversion_convert_outside", {
    steps: () => [
        {
            content: "Convert several",
            trigger: ".o_web_client .o_view_controller",
            run: openDialog,
        },
        {
            content: "A card says how sure it is, why, whom it is like, and what it is",
            trigger:
                CARD("Tour: call") +
                ':contains("Similar to “Tour: selected 0”"):contains("same e-mail eva@tour.example.com"):contains("Opportunity"):has(.o_crm_similar_strength)',
        },
        {
            content: "What was selected is on no card",
            trigger: '.modal:not(:has(.o_crm_similar_card:contains("Tour: selected 1 "))) .o_crm_similar_outcome:contains("None is ticked: they stay as they are.")',
            run: checkWidth,
        },
        {
            content: "Tick one",
            trigger: `${CARD("Tour: call")} input:not(:checked)`,
            run: "click",
        },
        {
            content: "It is said what that does",
            trigger: '.modal .o_crm_similar_outcome:contains("The ticked record is merged with the lead it is similar to.")',
        },
        {
            content: "Tick another one",
            trigger: `${CARD("Tour: fair")} input:not(:checked)`,
            run: "click",
        },
        {
            content: "Both",
            trigger: '.modal .o_crm_similar_outcome:contains("The 2 ticked records")',
        },
        {
            content: "Take one off",
            trigger: `${CARD("Tour: fair")} input:checked`,
            run: "click",
        },
        {
            content: "One is left",
            trigger: '.modal .o_crm_similar_outcome:contains("The ticked record")',
        },
        {
            content: "Without merging there is nothing to tick",
            trigger: ".modal .o_field_widget[name=deduplicate] input",
            run: "click",
        },
        {
            content: "The cards are gone",
            trigger: ".modal:not(:has(.o_crm_similar_card)) .o_field_widget[name=deduplicate] input",
            run: "click",
        },
        {
            content: "They are back, and the tick is still there",
            trigger: `${CARD("Tour: call")} input:checked`,
        },
        {
            content: "Convert",
            trigger: '.modal button[name="action_mass_convert"]',
            run: "click",
        },
        {
            content: "What became of each is shown",
            trigger: '.o_form_view .o_field_widget[name=item_ids]:contains("Merged into “Tour: selected 0”: “Tour: call”")',
        },
        {
            content: "The opportunities can be opened from there",
            trigger: 'button[name="action_open_leads"]',
        },
    ],
});
