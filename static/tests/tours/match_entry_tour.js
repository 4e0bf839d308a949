import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const press = (content, trigger) => ({ content, trigger, run: "click" });

const type = (content, field, text, scope = ".o_form_view") => ({
    content,
    trigger: `${scope} .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

const isLine = (text, scope = ".o_form_view") => ({
    content: `A line says ${text}`,
    trigger: `${scope} .o_crm_similar_line_match:contains(${text})`,
});

const fillForm = [
    type("The title", "name", "Tour: typed"),
    type("The phone of one that is there", "phone", "+32 9 555 01 01"),
];

const fillAll = [
    ...fillForm,
    type("Its e-mail address", "email_from", "eva@tour.example.com"),
    type("Its contact", "contact_name", "Eva Peeters"),
    type("Something new", "function", "Buyer"),
];

const isOnThere = [
    {
        content: "The form goes on with the one that is there",
        trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Tour: there)",
    },
    {
        content: "It has what it lacked",
        trigger: ".o_form_view .o_field_widget[name=function] input:value(Buyer)",
    },
    { content: "Its chatter says so", trigger: ".o-mail-Message:contains(Filled in:)" },
];

const isAsked = {
    content: "A dialog names what is there, and why",
    trigger: ".o_crm_entry_dialog:contains(Tour: there):contains(same phone)",
};

tours.add("crm_lead_conversion_entry_open", {
    steps: () => [
        ...fillForm,
        isLine("1 similar: “Tour: there” (Koffiehuis Tour), same phone +32 9 555 01 01"),
        press("Open it", ".o_crm_similar_open"),
        {
            content: "What was typed is not saved: back to it",
            trigger: ".modal:contains(What you typed is not saved) .btn-close",
            run: "click",
        },
        {
            content: "It is there still",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=name] textarea:value(Tour: typed)",
        },
        press("Open it", ".o_crm_similar_open"),
        press("Discard what was typed", ".modal button:contains(Discard and open)"),
        {
            content: "It is open",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Tour: there)",
        },
        {
            content: "What is saved has no line",
            trigger: ".o_form_view:not(:has(.o_crm_similar_line_match))",
        },
        type("Another phone: that of a colleague's lead", "phone", "+32 9 555 02 02"),
        {
            content: "Nothing is said of it",
            trigger: ".o_form_view .o_field_widget[name=phone] input:value(+32 9 555 02 02)",
        },
        type("That of one of one's own", "phone", "+32 9 555 03 03"),
        isLine("“Tour: second”"),
        {
            content: "A saved record is not given up for another one",
            trigger: ".o_crm_similar_line_match:not(:has(.o_crm_similar_use))",
        },
        press("Leave it as it was", ".o_form_button_cancel"),
        {
            content: "The line is gone",
            trigger: ".o_form_view:not(:has(.o_crm_similar_line_match))",
        },
    ],
});

tours.add("crm_lead_conversion_entry_use", {
    steps: () => [...fillAll, isLine("Tour: there"), press("Use it", ".o_crm_similar_use"), ...isOnThere],
});

tours.add("crm_lead_conversion_entry_not_mine", {
    steps: () => [
        ...fillForm,
        isLine("Tour: there"),
        press("Use it", ".o_crm_similar_use"),
        {
            content: "That is not possible",
            trigger: ".o_notification:contains(You may not change “Tour: there”)",
        },
        {
            content: "What was typed stays",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Tour: typed)",
        },
        press("Leave nothing behind", ".o_form_button_cancel"),
        { content: "It is left", trigger: "body:not(:has(.o_form_dirty))" },
    ],
});

tours.add("crm_lead_conversion_entry_ask", {
    steps: () => [
        ...fillAll,
        press("Save", ".o_form_button_save"),
        isAsked,
        press("Back", ".o_crm_entry_back"),
        {
            content: "Nothing is lost",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=function] input:value(Buyer)",
        },
        press("Save again", ".o_form_button_save"),
        press("Create it anyway", ".o_crm_entry_create"),
        { content: "It is saved", trigger: "body:not(:has(.modal)) .o_form_view .o_form_saved, .o_form_view .o_form_button_save:not(:visible)" },
        { content: "With its own chatter", trigger: ".o-mail-Message:not(:contains(Creating a new record))" },
    ],
});

tours.add("crm_lead_conversion_entry_ask_use", {
    steps: () => [
        ...fillAll,
        press("Save", ".o_form_button_save"),
        isAsked,
        press("Use that one", ".o_crm_entry_dialog button:contains(Use that one)"),
        ...isOnThere,
    ],
});

tours.add("crm_lead_conversion_entry_refuse", {
    steps: () => [
        ...fillAll,
        {
            content: "The line says that it is refused",
            trigger: ".o_crm_similar_line:contains(This team refuses what is there already)",
        },
        press("Save", ".o_form_button_save"),
        {
            content: "It cannot be created",
            trigger: ".o_crm_entry_dialog:contains(This team refuses):not(:has(.o_crm_entry_create))",
        },
        press("Back", ".o_crm_entry_back"),
        type("As another person with another number", "contact_name", "Hugo Wouters"),
        type("Another number", "phone", "+32 2 555 88 88"),
        type("Another address", "email_from", "hugo@other.example.com"),
        press("Save", ".o_form_button_save"),
        {
            content: "It is saved",
            trigger: "body:not(:has(.modal)) .o-mail-Message:not(:contains(Creating a new record))",
        },
    ],
});

const card = ".o_kanban_quick_create";
const fillCard = [
    { content: "The columns are there", trigger: ".o_kanban_view .o_kanban_group" },
    press("A new card", ".o_kanban_group:first .o_kanban_quick_add"),
    type("Its name", "name", "Tour: typed", card),
    type("A phone", "phone", "+32 9 555 01 01", card),
    type("An address", "email_from", "eva@tour.example.com", card),
];

tours.add("crm_lead_conversion_entry_card", {
    steps: () => [
        ...fillCard,
        isLine("“Tour: there” (Koffiehuis Tour)", card),
        press("Open it", `${card} .o_crm_similar_open`),
        {
            content: "It is open",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Tour: there)",
        },
        press("Back", ".o_breadcrumb .o_back_button, .o_breadcrumb a:first"),
        ...fillCard,
        press("Use it", `${card} .o_crm_similar_use`),
        {
            content: "It is open",
            trigger: ".o_form_view .o_field_widget[name=name] textarea:value(Tour: there)",
        },
        {
            content: "Its chatter says what else was typed",
            trigger: ".o-mail-Message:contains(Tour: typed)",
        },
    ],
});

tours.add("crm_lead_conversion_entry_card_ask", {
    steps: () => [
        ...fillCard,
        press("Add", `${card} .o_kanban_add`),
        isAsked,
        press("Back", ".o_crm_entry_back"),
        {
            content: "Nothing is lost",
            trigger: `body:not(:has(.modal)) ${card} .o_field_widget[name=phone] input:value(+32 9 555 01 01)`,
        },
        press("Add", `${card} .o_kanban_add`),
        press("Create it anyway", ".o_crm_entry_create"),
        { content: "It is there", trigger: ".o_kanban_record:contains(Tour: typed)" },
    ],
});

const lead = ".o_field_widget[name=opportunity_id]";
const typeLead = (text) => ({
    content: `Look for ${text}`,
    trigger: `${lead} input`,
    run: `edit ${text}`,
});
const isThereChosen = {
    content: "It is the one that is there",
    trigger: `body:not(:has(.modal)) ${lead} input:value(Tour: there)`,
};

tours.add("crm_lead_conversion_entry_many2one", {
    steps: () => [
        typeLead("eva@tour.example.com"),
        press(
            "What is similar is offered with the reason",
            ".o_crm_similar_option:contains(Similar: “Tour: there”, same e-mail eva@tour.example.com) a"
        ),
        isThereChosen,
        typeLead("Eva Peeters <eva@tour.example.com>"),
        press("Create it by its name", `${lead} .o_m2o_dropdown_option_create a`),
        {
            content: "A dialog names what is there",
            trigger: ".o_crm_entry_dialog:contains(Tour: there):contains(same e-mail)",
        },
        press("Back", ".o_crm_entry_back"),
        typeLead("Eva Peeters <eva@tour.example.com>"),
        press("Once more", `${lead} .o_m2o_dropdown_option_create a`),
        press("Use that one", ".o_crm_entry_dialog button:contains(Use that one)"),
        isThereChosen,
        typeLead("Tour: typed"),
        press("In a form", `${lead} .o_m2o_dropdown_option_create_edit a`),
        ...fillAll.slice(1).map((step) => ({ ...step, trigger: `.modal ${step.trigger}` })),
        isLine("“Tour: there”", ".modal"),
        press("Look at it", ".modal .o_crm_similar_open"),
        {
            content: "It opens above, to look at",
            trigger: ".modal .o_form_readonly .o_field_widget[name=name]:contains(Tour: there)",
        },
        press("Close it", ".modal:has(.o_form_readonly) .btn-close"),
        press("Use that one", ".modal .o_crm_similar_use"),
        isThereChosen,
        press("Leave no meeting behind", ".o_form_button_cancel"),
        { content: "It is left", trigger: "body:not(:has(.o_form_dirty))" },
    ],
});
