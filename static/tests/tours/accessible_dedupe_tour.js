import { registry } from "@web/core/registry";

import { check } from "./accessible_tour";

const open = (xmlid, getContext) =>
    async function () {
        const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
        const additionalContext = getContext ? await getContext(orm) : {};
        await action.doAction(xmlid, { additionalContext });
    };

/** Nothing may be wider than the window. */
function checkWidth() {
    const body = document.querySelector(".modal-body") || document.documentElement;
    if (body.scrollWidth > body.clientWidth || document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("It scrolls sideways");
    }
}

const GROUP = ".o_data_row td[name=reason], .o_kanban_record:not(.o_kanban_ghost)";

registry.category("web_tour.tours").add("crm_lead_conversion_accessible_dedupe", {
    steps: () => [
        {
            content: "The list says that weights changed, without fault",
            trigger: ".o_crm_duplicate_stale button",
            run: check(".o_crm_duplicate_banner"),
        },
        {
            content: "So are its groups",
            trigger: GROUP,
            run: check(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"),
        },
        {
            content: "Nothing is too wide",
            trigger: GROUP,
            run: checkWidth,
        },
        {
            content: "Open a group",
            trigger: GROUP,
            run: "click",
        },
        {
            content: "It is without fault",
            trigger: '.o_form_view .o_field_widget[name=lead_ids]:contains("Tour: call")',
            run: check(".o_form_sheet"),
        },
        {
            content: "Merge all above",
            trigger: ".o_form_view",
            run: open("crm_lead_conversion.crm_lead_duplicate_merge_all_action"),
        },
        {
            content: "From a lower strength on",
            trigger: ".modal .o_field_widget[name=score] input",
            run: "edit 60",
        },
        {
            content: "The dialog is without fault",
            trigger: '.modal .o_field_widget[name=sample_ids]:contains("Tour: form")',
            run: check(".modal-body, .modal-footer"),
        },
        {
            content: "Nor is it too wide",
            trigger: ".modal",
            run: checkWidth,
        },
        {
            content: "Leave it",
            trigger: '.modal .modal-footer button:contains("Discard")',
            run: "click",
        },
        {
            content: "Look for duplicates",
            trigger: "body:not(:has(.modal)) .o_form_view",
            run: async function () {
                const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
                await action.doAction(await orm.call("crm.lead.duplicate", "action_look_for", [[]]));
            },
        },
        {
            content: "The page of the scan is without fault",
            trigger: ".o_form_view .o_crm_job_progress[data-state=running]",
            run: check(".o_form_sheet"),
        },
        {
            content: "Back to the list",
            trigger: ".o_form_view",
            run: open("crm_lead_conversion.crm_lead_duplicate_action"),
        },
        {
            content: "It says how far the scan is, without fault",
            trigger: ".o_crm_duplicate_banner .o_crm_job_progress[data-state=running]",
            run: check(".o_crm_duplicate_banner"),
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_accessible_job", {
    steps: () => [
        {
            content: "Convert several",
            trigger: ".o_web_client .o_view_controller",
            run: open("crm.action_crm_send_mass_convert", async (orm) => {
                const names = ["Tour: form", "Tour: won"];
                const ids = await orm.search("crm.lead", [["name", "in", names]]);
                return { active_model: "crm.lead", active_ids: ids, active_id: ids[0] };
            }),
        },
        {
            content: "The cards of what was not selected are without fault",
            trigger: '.modal .o_crm_similar_card:contains("Tour: call")',
            run: check(".o_crm_similar"),
        },
        {
            content: "Tick one",
            trigger: ".modal .o_crm_similar_card input",
            run: "click",
        },
        {
            content: "They still are",
            trigger: '.modal .o_crm_similar_outcome:contains("The ticked record")',
            run: check(".o_crm_similar"),
        },
        {
            content: "Convert",
            trigger: '.modal button[name="action_mass_convert"]',
            run: "click",
        },
        {
            content: "What became of each is without fault",
            trigger: '.o_form_view .o_field_widget[name=item_ids]:contains("Tour: won")',
            run: check(".o_form_sheet"),
        },
        {
            content: "Nothing is too wide",
            trigger: ".o_form_view",
            run: checkWidth,
        },
        {
            content: "The own bulk work",
            trigger: ".o_form_view",
            run: open("crm_lead_conversion.crm_lead_job_action_my"),
        },
        {
            content: "So is the list of it",
            trigger: '.o_data_row:contains("Convert 2 leads"), .o_kanban_record:contains("Convert 2 leads")',
            run: check(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"),
        },
    ],
});
