import { registry } from "@web/core/registry";

const TITLES = "Opportunity,Contact Name,Country,Sales Team,Salesperson,Step,Tags,Priority";
const GOOD = 'Tour: import 1,Jan Smets,Belgium,Machines,Sanne Seller,First Call,"Bean-to-cup,Fairs",High';

function upload(rows) {
    return async function ({ anchor }) {
        const files = new DataTransfer();
        files.items.add(new File([[TITLES, ...rows].join("\n")], "leads.csv", { type: "text/csv" }));
        const input = anchor.querySelector("input[type=file]");
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };
}

registry.category("web_tour.tours").add("crm_lead_conversion_import", {
    steps: () => [
        {
            content: "Open the gear menu of the list",
            trigger: ".o_list_view .o_cp_action_menus .dropdown-toggle, .o_list_view .o_control_panel .fa-cog",
            run: "click",
        },
        {
            content: "Import records",
            trigger: ".o_import_menu",
            run: "click",
        },
        {
            content: "The template for leads is offered",
            trigger: '.o_import_action a[href$="/static/csv/import_leads.csv"]:contains("Import Template for Leads")',
        },
        {
            content: "Upload a file in which the country of the last line is not known",
            trigger: ".o_control_panel .o_file_input",
            run: upload([GOOD, "Tour: import 2,Eva Peeters,Atlantis,Machines,,,,"]),
        },
        {
            content: "The columns are matched",
            trigger: '.o_import_data_content tr:contains("Step") .o_select_menu:contains("Step")',
        },
        {
            content: "Import it without a test",
            trigger: '.o_control_panel button:contains("Import")',
            run: "click",
        },
        {
            content: "The line is named, with the reason",
            trigger: '.o_import_report:contains("Line 3 (“Tour: import 2”)"):contains("Atlantis")',
        },
        {
            content: "Upload it again, mended",
            trigger: ".o_control_panel .o_file_input",
            run: upload([GOOD, "Tour: import 2,Eva Peeters,Belgium,Machines,,,,"]),
        },
        {
            content: "The complaint is gone",
            trigger: ".o_import_data_content:not(:has(.o_import_report))",
        },
        {
            content: "Test it",
            trigger: '.o_control_panel button:contains("Test")',
            run: "click",
        },
        {
            content: "It is good",
            trigger: '.o_import_data_content:contains("Everything seems valid")',
        },
        {
            content: "Import it",
            trigger: '.o_control_panel button.btn-primary:contains("Import")',
            run: "click",
        },
        {
            content: "The list shows what was imported",
            trigger: '.o_list_view .o_data_row:contains("Tour: import 2")',
        },
        {
            content: "All of it",
            trigger: '.o_list_view .o_data_row:contains("Tour: import 1")',
        },
    ],
});
