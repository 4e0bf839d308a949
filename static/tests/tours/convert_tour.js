import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";
import { stepUtils } from "@web_tour/tour_utils";

const openCrm = () => [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open CRM",
        trigger: '.o_app[data-menu-xmlid="crm.crm_menu_root"]',
        run: "click",
    },
];

const openLeads = () => [
    {
        content: "Open the Leads menu",
        trigger: '.o_nav_entry[data-menu-xmlid="crm.crm_menu_leads"]',
        run: "click",
    },
    { trigger: ".o_last_breadcrumb_item:contains(Leads)" },
    { trigger: ".o_list_view" },
];

/** From the list of leads into the convert dialog of one of them. */
const openConvertDialog = (title) => [
    {
        content: `Open the lead ${title}`,
        trigger: `.o_data_row .o_data_cell:contains(${title})`,
        run: "click",
    },
    {
        content: "Open the dialog",
        trigger: '.o_form_view button:contains("Convert to Opportunity")',
        run: "click",
    },
    {
        content: "The title is prefilled",
        trigger: `.modal .o_field_widget[name=opportunity_name] input:value(${title})`,
    },
];

const chooseCustomer = (label) => ({
    content: `Choose: ${label}`,
    trigger: `.modal .o_field_widget[name=action] .o_radio_item:contains(${label}) input`,
    run: "click",
});

const createOpportunity = (title) => [
    {
        content: "Create the opportunity",
        trigger: '.modal button[name="action_apply"]',
        run: "click",
    },
    {
        content: "The opportunity is open, in a stage",
        trigger: ".o_form_view .o_statusbar_status button.o_arrow_button_current",
    },
    { trigger: `.o_form_view .o_field_widget[name=name]:contains(${title}), .o_form_view .o_field_widget[name=name] textarea:value(${title})` },
];

registry.category("web_tour.tours").add("crm_lead_conversion_settings", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        {
            content: "Open Configuration",
            trigger: 'button[data-menu-xmlid="crm.crm_menu_config"]',
            run: "click",
        },
        {
            content: "Open Settings",
            trigger: 'a[data-menu-xmlid="crm.crm_config_settings_menu"]',
            run: "click",
        },
        {
            content: "Our block stands under Leads",
            trigger: ".o_setting_box#crm_lead ~ .o_setting_box#lead_conversion",
        },
        {
            content: "Switch Leads on",
            trigger: "#crm_lead .o_field_widget[name=group_use_lead] input:not(:checked)",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The Leads menu is there",
            trigger: '.o_nav_entry[data-menu-xmlid="crm.crm_menu_leads"]',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_import_and_convert", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openLeads(),
        {
            content: "Open the gear menu",
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Import records",
            trigger: ".o-dropdown--menu .o_import_menu",
            run: "click",
        },
        {
            content: "Upload the file",
            trigger: "button.o_import_file",
            async run() {
                const response = await fetch(
                    "/crm_lead_conversion/static/demo/leads_to_import.csv"
                );
                const file = new File([await response.text()], "leads_to_import.csv", {
                    type: "text/csv",
                });
                await inputFiles("input.o_input_file", [file]);
            },
        },
        {
            content: "Test the file",
            trigger: '.o_control_panel button:contains("Test")',
            run: "click",
        },
        {
            content: "Nothing is wrong with it",
            trigger: '.o_import_data_content:contains("Everything seems valid")',
        },
        {
            content: "Import it",
            trigger: '.o_control_panel button.btn-primary:contains("Import")',
            run: "click",
        },
        {
            content: "All 50 are imported",
            trigger: '.o_notification:contains("50 records successfully imported")',
        },
        // The list shows what was imported; now all leads. A new customer
        ...openLeads(),
        ...openConvertDialog("Tour: create"),
        chooseCustomer("Create a new customer"),
        ...createOpportunity("Tour: create"),
        {
            content: "The customer was created",
            trigger: ".o_field_widget[name=partner_id] input:value(Wim Tour)",
        },
        // An existing one, suggested by itself
        ...openLeads(),
        ...openConvertDialog("Tour: link"),
        {
            content: "The customer is suggested, with the reason",
            trigger: '.modal .alert:contains("Tess Tour"):contains("same e-mail")',
        },
        {
            content: "It is chosen",
            trigger: ".modal .o_field_widget[name=partner_id] input:value(Tess Tour)",
        },
        ...createOpportunity("Tour: link"),
        {
            trigger: ".o_field_widget[name=partner_id] input:value(Tess Tour)",
        },
        // None
        ...openLeads(),
        ...openConvertDialog("Tour: nothing"),
        chooseCustomer("Do not link to a customer"),
        {
            content: "Another title",
            trigger: ".modal .o_field_widget[name=opportunity_name] input",
            run: "edit Tour: nothing at all",
        },
        ...createOpportunity("Tour: nothing at all"),
        {
            content: "It has no customer, on purpose",
            trigger: ".o_field_widget[name=customer_declined] input:checked",
        },
        // Back to a lead
        {
            content: "Open the gear menu",
            trigger: ".o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            content: "Undo the conversion",
            trigger: '.o-dropdown--menu .o-dropdown-item:contains("Undo Conversion")',
            run: "click",
        },
        {
            content: "It is a lead again",
            trigger: '.o_form_view button:contains("Convert to Opportunity")',
        },
        // My Pipeline
        {
            content: "Open Sales",
            trigger: 'button[data-menu-xmlid="crm.crm_menu_sales"]',
            run: "click",
        },
        {
            content: "Open My Pipeline",
            trigger: 'a[data-menu-xmlid="crm.menu_crm_opportunities"]',
            run: "click",
        },
        { trigger: '.o_kanban_record:contains("Tour: create")' },
        { trigger: '.o_kanban_record:contains("Tour: link")' },
        { trigger: '.o_kanban_view:not(:has(.o_kanban_record:contains("Tour: nothing")))' },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_several", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openLeads(),
        {
            content: "Tick all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the Actions menu",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "Convert",
            trigger: '.o-dropdown--menu .o-dropdown-item:contains("Convert to opportunities")',
            run: "click",
        },
        {
            content: "Each lead keeps its salesperson",
            trigger: ".modal .o_field_widget[name=user_ids]",
        },
        chooseCustomer("Do not link to a customer"),
        {
            content: "Convert them",
            trigger: '.modal button[name="action_mass_convert"]',
            run: "click",
        },
        {
            content: "The outcome says why one was not",
            trigger: '.o_form_view .o_data_row:contains("Tour: won"):contains("Skipped"):contains("100 %")',
        },
        {
            content: "What was converted can be taken back",
            trigger: 'button[name="action_undo_all"]',
        },
        {
            content: "Open the others",
            trigger: 'button[name="action_open_leads"]',
            run: "click",
        },
        { trigger: '.o_list_view .o_data_row:contains("Tour: create")' },
        { trigger: '.o_list_view .o_data_row:contains("Tour: link")' },
    ],
});
