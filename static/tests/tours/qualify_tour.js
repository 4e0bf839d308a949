import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_lead_conversion_qualify", {
    steps: () => [
        {
            content: "The entry of Odoo is still one click away",
            trigger: '.o_menu_sections a[data-menu-xmlid="crm.crm_menu_leads"]',
        },
        {
            content: "The new ones stand next to it",
            trigger: '.o_menu_sections button[data-menu-xmlid="crm_lead_conversion.crm_lead_menu_qualify"]',
            run: "click",
        },
        {
            content: "What is to be worked on",
            trigger: '.o-dropdown--menu a[data-menu-xmlid="crm_lead_conversion.crm_lead_menu_my_current"]',
            run: "click",
        },
        {
            content: "The most important one comes first; open it",
            trigger: '.o_data_row:nth-child(1) .o_data_cell[name=name]:contains("Tour: urgent")',
            run: "click",
        },
        {
            content: "It is open",
            trigger: '.o_statusbar_status button.o_arrow_button_current:contains("Open")',
        },
        {
            content: "Go to the first step",
            trigger: 'button[name="action_next_step"]',
            run: "click",
        },
        {
            content: "It is there",
            trigger: '.o_field_widget[name=step_id] input:value("First Call")',
        },
        {
            content: "It is the customer's turn",
            trigger: '.o_statusbar_status button[data-value="pending"]',
            run: "click",
        },
        {
            content: "It waits",
            trigger: '.o_statusbar_status button.o_arrow_button_current:contains("Waiting")',
        },
        {
            content: "Back to the list",
            trigger: ".o_breadcrumb .o_back_button a",
            run: "click",
        },
        {
            content: "Show the columns of the steps",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "Drag the lead to the next step",
            trigger: '.o_kanban_group:contains("First Call") .o_kanban_record:contains("Tour: urgent")',
            run: 'drag_and_drop(.o_kanban_group:contains("Renewed Contact"))',
        },
        {
            content: "It is in the next column",
            trigger: '.o_kanban_group:contains("Renewed Contact") .o_kanban_record:contains("Tour: urgent")',
        },
        {
            content: "A new one",
            trigger: '.o_menu_sections button[data-menu-xmlid="crm_lead_conversion.crm_lead_menu_qualify"]',
            run: "click",
        },
        {
            content: "From the menu",
            trigger: '.o-dropdown--menu a[data-menu-xmlid="crm_lead_conversion.crm_lead_menu_new"]',
            run: "click",
        },
        {
            content: "The form is empty",
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
            run() {
                if (this.anchor.value) {
                    throw new Error(`A new lead is called ${this.anchor.value}`);
                }
            },
        },
    ],
});
