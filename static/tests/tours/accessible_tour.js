/* global axe */

import { loadJS } from "@web/core/assets";
import { registry } from "@web/core/registry";

// Odoo's own, inside of what is looked at: its pictures, signs, ticks and tags have no text, or a wrong one
const OF_ODOO = [
    ".o_field_many2one_avatar_user",
    ".o_field_many2many_avatar_user",
    ".o_field_many2many_tags",
    ".o_field_kanban_activity",
    ".o_field_progressbar",
    ".o_list_record_selector",
    ".o_optional_columns_dropdown",
    // the colours of its badges and labels
    ".o_field_badge",
    ".o_form_label",
];

/**
 * @param {string} selector what is looked at, with all that is in it: parts of
 *  this addon only, as those of Odoo's web client around them are not its to mend
 * @returns {Function} run of a step, which fails if axe-core finds a serious fault
 */
export const check = (selector) =>
    async function () {
        await loadJS("/crm_lead_conversion/tests/axe.js");
        // what fades in has not its colours yet; the stripes of a bar in progress never end
        const animations = document
            .getAnimations()
            .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
        await Promise.all(animations.map(({ finished }) => finished.catch(() => {})));
        const { passes, violations } = await axe.run({ include: selector.split(", "), exclude: OF_ODOO });
        if (!passes.length) {
            throw new Error(`axe-core looked at nothing in ${selector}`);
        }
        const faults = violations
            .filter(({ impact }) => ["serious", "critical"].includes(impact))
            .map(({ help, id, nodes }) => `${id} (${help}): ${nodes.map(({ html }) => html).join(" | ")}`);
        if (faults.length) {
            throw new Error(`Faults in ${selector}:\n${faults.join("\n")}`);
        }
    };

async function openDialog() {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "=like", "Tour:%"]], { order: "id" });
    await action.doAction("crm.action_merge_opportunities", {
        additionalContext: { active_model: "crm.lead", active_ids: ids, active_id: ids[0] },
    });
}

const openConvertDialog = (name) =>
    async function () {
        const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
        const [id] = await orm.search("crm.lead", [["name", "=", name]]);
        await action.doAction("crm.action_crm_lead2opportunity_partner", {
            additionalContext: { active_model: "crm.lead", active_ids: [id], active_id: id },
        });
    };

async function openSimilar() {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "=", "Tour: first"]]);
    await action.doAction(await orm.call("crm.lead", "action_show_potential_duplicates", [ids]));
}

const leave = () => [
    {
        content: "Leave it",
        trigger: '.modal .modal-footer button:contains("Cancel")',
        run: "click",
    },
    {
        content: "It is gone",
        trigger: "body:not(:has(.modal))",
    },
];

registry.category("web_tour.tours").add("crm_lead_conversion_accessible", {
    steps: () => [
        {
            content: "Open the merge dialog",
            trigger: ".o_web_client .o_view_controller",
            run: openDialog,
        },
        {
            content: "It is without fault, with a record that cannot be merged",
            trigger: ".modal .o_crm_merge_preview:has(th.o_crm_merge_refused)",
            run: check(".o_crm_merge_preview"),
        },
        {
            content: "Show all fields",
            trigger: '.modal label:contains("Only differences") input',
            run: "click",
        },
        {
            content: "Pick a value",
            trigger: `.modal:has(tr[data-field="contact_name"]) input[aria-label='Phone of “Tour: second”']`,
            run: "click",
        },
        {
            content: "It is without fault still",
            trigger: '.modal tr[data-field="phone"] .o_crm_merge_reset',
            run: check(".o_crm_merge_preview"),
        },
        {
            content: "Take the won one out",
            trigger: `.modal button[aria-label='Take “Tour: won” out']`,
            run: "click",
        },
        {
            content: "Merge",
            trigger: '.modal:not(:has(th:contains("Tour: won"))) button[name="action_merge"]',
            run: "click",
        },
        {
            content: "The notice is without fault",
            trigger: ".o_crm_merge_notice",
            run: check(".o_crm_merge_notice"),
        },
        {
            content: "Open the other values of the street",
            trigger: ".o_form_view .o_crm_merge_alternatives",
            run: "click",
        },
        {
            content: "They are without fault",
            trigger: ".o_crm_merge_alternatives_popover",
            run: check(".o_crm_merge_alternatives_popover"),
        },
        {
            content: "So is the button that shows them",
            trigger: ".o_crm_merge_alternatives",
            run: check(".o_crm_merge_alternatives"),
        },
        {
            content: "Open the merges",
            trigger: '.o_notebook .nav-link:contains("Merges")',
            run: "click",
        },
        {
            content: "They are without fault",
            trigger: ".o_crm_merge_panel li",
            run: check(".o_crm_merge_panel"),
        },
        {
            content: "Ask for an undo",
            trigger: ".o_crm_merge_panel_undo",
            run: "click",
        },
        {
            content: "The question is without fault",
            trigger: ".modal .o_crm_merge_will",
            run: check(".o_crm_merge_undo_dialog .modal-body, .o_crm_merge_undo_dialog .modal-footer"),
        },
        {
            content: "Undo",
            trigger: '.modal button:contains("Undo Merge")',
            run: "click",
        },
        {
            content: "It is undone",
            trigger: '.o_notification:contains("Merge undone")',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_accessible_similar", {
    steps: () => [
        {
            content: "Open what is similar",
            trigger: ".o_web_client .o_view_controller",
            run: openSimilar,
        },
        {
            content: "Nothing is wrong with the cards",
            trigger: ".o_kanban_record .o_crm_opened",
            run: check(".o_kanban_record"),
        },
        {
            content: "Convert",
            trigger: ".o_kanban_record .o_crm_opened",
            run: openConvertDialog("Tour: first"),
        },
        {
            content: "Merge with the similar ones",
            trigger: '.modal .o_field_widget[name=name] .o_radio_item:contains("Merge") input',
            run: "click",
        },
        {
            content: "Nor with the similar records and the preview in the dialog",
            trigger: ".modal:has(.o_crm_similar_card) .o_crm_merge_preview .o_crm_merge_survivor",
            run: check(".modal-body, .modal-footer"),
        },
        ...leave(),
        {
            content: "Convert one that several customers fit",
            trigger: ".o_kanban_record .o_crm_opened",
            run: openConvertDialog("Of two customers"),
        },
        {
            content: "Nor with the customers to choose from",
            trigger: ".modal .o_crm_customer_choice",
            run: check(".modal-body, .modal-footer"),
        },
        ...leave(),
    ],
});
