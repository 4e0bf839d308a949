import { registry } from "@web/core/registry";

const TITLES = "Opportunity,Contact Name,Country,Sales Team,Salesperson,Step,Tags,Priority";
const GOOD = 'Tour: import 1,Jan Smets,Belgium,Machines,Sanne Seller,First Call,"Bean-to-cup,Fairs",High';

function upload(rows, titles = TITLES) {
    return async function ({ anchor }) {
        const files = new DataTransfer();
        files.items.add(new File([[titles, ...rows].join("\n")], "leads.csv", { type: "text/csv" }));
        const input = anchor.querySelector("input[type=file]");
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };
}

const OPEN_IMPORT = [
    {
        content: "Open the gear menu of the list",
        trigger: ".o_list_view .o_control_panel .fa-cog",
        run: "click",
    },
    {
        content: "Import records",
        trigger: ".o_import_menu",
        run: "click",
    },
];

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
            content: "Test it",
            trigger: '.o_control_panel button:contains("Test")',
            run: "click",
        },
        {
            content: "The line is named in the test",
            trigger: '.o_import_report:contains("Line 3 (“Tour: import 2”)"):contains("Atlantis")',
        },
        {
            content: "Import it all the same",
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

const SIMILAR_TITLES = "Opportunity,Contact Name,Company Name,Email,Phone";
const SIMILAR_ROWS = [
    "Tour: chairs,Nora Claes,Azure BV,nora.claes@azure.example.com,+32 9 255 01 01",
    "Tour: tables,Wim Maes,Maes NV,wim@maes.example.com,",
];

function choose(value, content) {
    return {
        content,
        trigger: "select#o_crm_similar_rows",
        run: `select ${value}`,
    };
}

function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `.o_control_panel button:contains("${name}")`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("crm_lead_conversion_import_similar", {
    steps: () => [
        ...OPEN_IMPORT,
        {
            content: "Upload a file with a row of a lead that is there",
            trigger: ".o_control_panel .o_file_input",
            run: upload(SIMILAR_ROWS, SIMILAR_TITLES),
        },
        {
            content: "The option is there, and explained",
            trigger: '.o_crm_import_similar:contains("Each row becomes a lead.") label:contains("Rows like an existing lead")',
        },
        press("Test"),
        {
            content: "It is good",
            trigger: '.o_import_data_content:contains("Everything seems valid")',
        },
        {
            content: "The line is named, with the lead and the reason",
            trigger:
                '.o_crm_similar_rows[open]:contains("Will be created, although they are like another: 1") li:contains("Line 2 (“Tour: chairs”): like “Azure chairs” (strength 100): same e-mail")',
        },
        choose("skip", "Skip it"),
        {
            content: "What the test said does not hold any more",
            trigger: '.o_crm_import_similar:contains("are left out")',
        },
        {
            content: "It is gone",
            trigger: ".o_import_data_content:not(:has(.o_crm_similar_rows))",
        },
        press("Test"),
        {
            content: "It would be skipped",
            trigger: '.o_crm_similar_rows:contains("Will be skipped, as they are surely like another: 1")',
        },
        choose("attach", "Attach it instead"),
        {
            content: "The help says what that is",
            trigger: '.o_crm_import_similar:contains("goes into a note")',
        },
        press("Import"),
        {
            content: "What became of the rows is told",
            trigger:
                '.modal .o_crm_similar_rows_dialog:contains("Rows of new leads: 1 created, 0 skipped, 1 added to an existing lead.")',
        },
        {
            content: "With the line",
            trigger: '.modal li:contains("Line 2 (“Tour: chairs”): like “Azure chairs”")',
        },
        {
            content: "The number of records is true",
            trigger: '.o_notification:contains("1 records successfully imported")',
        },
        {
            content: "Look at what was imported",
            trigger: '.modal button:contains("Show Imported Records")',
            run: "click",
        },
        {
            content: "The list shows it",
            trigger: '.o_list_view .o_data_row:contains("Tour: tables")',
        },
        {
            content: "And nothing else",
            trigger: '.o_list_view:not(:has(.o_data_row:contains("Tour: chairs")))',
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_import_skip_all", {
    steps: () => [
        ...OPEN_IMPORT,
        {
            content: "Upload a file with nothing but a row of a lead that is there",
            trigger: ".o_control_panel .o_file_input",
            run: upload(SIMILAR_ROWS.slice(0, 1), SIMILAR_TITLES),
        },
        choose("skip", "Skip it"),
        {
            content: "It is chosen",
            trigger: '.o_crm_import_similar:contains("are left out")',
        },
        press("Import"),
        {
            content: "Nothing was created, and the screen says why",
            trigger:
                '.o_import_data_content:contains("Rows of new leads: 0 created, 1 skipped, 0 added to an existing lead."):contains("Skipped, as they are surely like another: 1")',
        },
    ],
});
