import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { isBefore, look } from "./texts_look";

/** No step names a text of a screen: these tours run in any language. */
const tours = registry.category("web_tour.tours");

const press = (content, trigger) => ({ content, trigger, run: "click" });

const type = (content, field, text) => ({
    content,
    trigger: `.o_form_view .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

/** Wait for something, and look at it. */
const see = (content, selector, trigger = selector) => ({ content, trigger, run: look(selector) });

const open = (content, xmlid, names, trigger = ".o_web_client .o_view_controller") => ({
    content,
    trigger,
    run: async function () {
        const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
        const ids = names && (await orm.search("crm.lead", [["name", "in", names]], { order: "id" }));
        const additionalContext = names ? { active_model: "crm.lead", active_ids: ids, active_id: ids[0] } : {};
        await action.doAction(xmlid, { additionalContext });
    },
});

const leave = [
    press("Leave it", ".modal .modal-header .btn-close, .modal .modal-header .oi-arrow-left"),
    { content: "It is gone", trigger: "body:not(:has(.modal))" },
];

const LINE = ".o_form_view .o_crm_similar_line_match";
const GROUP = ".o_data_row td[name=reason], .o_kanban_record:not(.o_kanban_ghost)";

const typeLead = [
    type("A title", "name", "Tour: typed"),
    type("The phone of one that is there", "phone", "+32 2 555 02 02"),
    see("A line says what is similar", ".o_crm_similar_line", LINE),
    {
        content: "What is said stands before the button",
        trigger: LINE,
        run: isBefore(`${LINE} span`, `${LINE} .o_crm_similar_open`),
    },
    ...stepUtils.saveForm(),
];

const convertOne = [
    open("Convert one", "crm.action_crm_lead2opportunity_partner", ["Tour: first"]),
    see("Its dialog", ".modal .modal-body, .modal .modal-footer", ".modal .o_crm_similar_card"),
    press("Merge with the similar ones", ".modal .o_field_widget[name=name] input[data-value=merge]"),
    see("With the preview inside", ".modal .modal-body, .modal .modal-footer", ".modal .o_crm_merge_survivor"),
    ...leave,
];

const mergeSome = [
    open("Merge", "crm.action_merge_opportunities", ["Tour: first", "Tour: second", "Tour: third", "Tour: won"]),
    see("The dialog", ".modal .modal-body, .modal .modal-footer", ".modal th.o_crm_merge_refused"),
    {
        content: "The fields come first, the result last",
        trigger: ".modal .o_crm_merge_table",
        run: isBefore(".o_crm_merge_label", ".o_crm_merge_result"),
    },
    press("Show all fields", ".modal .form-switch input"),
    press("Pick a value", ".modal tr[data-field=phone] td.o_crm_merge_value:not(.o_crm_merge_source) input"),
    see("With what was picked", ".modal .modal-body", ".modal tr[data-field=phone] .o_crm_merge_reset"),
    press("Take the won one out", ".modal th.o_crm_merge_refused .o_crm_merge_remove"),
    press("Merge", ".modal:not(:has(th.o_crm_merge_refused)) button[name=action_merge]"),
    see("What was done is said", ".o_crm_merge_notice"),
];

const undoIt = [
    press("The other values", ".o_form_view .o_crm_merge_alternatives"),
    see("Each with its record", ".o_crm_merge_alternatives_popover"),
    press("The merges", ".o_notebook .nav-link[name=merges]"),
    see("The record with its merges", ".o_form_sheet", ".o_crm_merge_panel li"),
    press("Undo", ".o_crm_merge_panel_undo"),
    see("What that would do", ".o_crm_merge_undo_dialog", ".modal .o_crm_merge_will"),
    press("Undo", ".o_crm_merge_undo_dialog .btn-primary"),
    see("It is undone", ".o_notification:not(.o_crm_merge_notice)"),
];

const convertSeveral = [
    open("Convert several", "crm.action_crm_send_mass_convert", ["Tour: third", "Tour: won"]),
    see("Their dialog", ".modal .modal-body, .modal .modal-footer", ".modal button[name=action_mass_convert]"),
    press("Convert", ".modal button[name=action_mass_convert]"),
    see("What became of each", ".o_form_sheet", ".o_form_view .o_field_widget[name=item_ids] :is(.o_data_row, .o_kanban_record)"),
];

tours.add("crm_lead_conversion_texts", {
    steps: () => [...typeLead, ...convertOne, ...mergeSome, ...undoIt, ...convertSeveral],
});

const UPLOAD = [
    "Opportunity,Contact Name,Phone",
    "Tour: imported,Eva Peeters,+32 2 555 02 02",
].join("\n");

const importSome = [
    {
        content: "The import screen",
        trigger: ".o_web_client .o_view_controller",
        run: () =>
            odoo.__WOWL_DEBUG__.root.env.services.action.doAction({
                type: "ir.actions.client",
                tag: "import",
                params: { active_model: "crm.lead", context: { default_type: "lead" } },
            }),
    },
    {
        content: "Upload a file",
        trigger: ".o_control_panel .o_file_input",
        run({ anchor }) {
            const files = new DataTransfer();
            files.items.add(new File([UPLOAD], "leads.csv", { type: "text/csv" }));
            const input = anchor.querySelector("input[type=file]");
            input.files = files.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
        },
    },
    see("What becomes of rows like a lead", ".o_crm_import_similar"),
];

tours.add("crm_lead_conversion_texts_manager", {
    steps: () => [
        see("The list says that weights changed", ".o_crm_duplicate_banner"),
        see("The groups", ".o_list_renderer, .o_kanban_renderer", GROUP),
        press("Open one", GROUP),
        see("A group", ".o_form_view .o_form_sheet", ".o_form_view .o_field_widget[name=lead_ids] :is(.o_data_row, .o_kanban_record)"),
        open("Merge all", "crm_lead_conversion.crm_lead_duplicate_merge_all_action"),
        see("Its dialog", ".modal .modal-body, .modal .modal-footer", ".modal .o_field_widget[name=score]"),
        ...leave,
        open("The settings", "crm.crm_config_settings_action"),
        see("Those of this addon", "#lead_conversion, #lead_merge, #lead_similar, #lead_auto_merge", "#lead_auto_merge"),
        open("Erase", "crm_lead_conversion.crm_lead_erase_action"),
        see("What is erased", ".modal .modal-body, .modal .modal-footer", ".modal .o_field_widget[name=kept_count]"),
        ...leave,
        ...importSome,
    ],
});
