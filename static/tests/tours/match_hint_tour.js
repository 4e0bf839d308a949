import { registry } from "@web/core/registry";

const HINT = '.o_crm_colleague_hint:contains("A colleague in team Service already works on this customer.")';
const ASKED = '.o_crm_owner_asked:contains("The owner was asked, and can now get in touch with you.")';

/** Nothing may be wider than the window. */
function checkWidth() {
    if (document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The page scrolls sideways");
    }
}

registry.category("web_tour.tours").add("crm_lead_conversion_match_hint", {
    steps: () => [
        {
            content: "The lead says that a colleague works on it, and nothing of the record",
            trigger: `.o_form_view ${HINT}:not(:contains("Zebrawood"))`,
            run: checkWidth,
        },
        {
            content: "Type something that is not saved yet",
            trigger: ".o_field_widget[name=contact_name] input",
            run: "edit Eva Peeters-Maes",
        },
        {
            content: "Ask the owner",
            trigger: `.o_form_view ${HINT} button.o_crm_ask_owner[title*="The owner is told your name"]`,
            run: "click",
        },
        {
            content: "It is said that this was done, and nothing of the owner",
            trigger: '.o_notification:contains("The owner was asked"):not(:contains("Carl"))',
        },
        {
            content: "The hint says so in place of the button",
            trigger: `.o_form_view .o_crm_colleague_hint:not(:has(button)) ${ASKED}`,
        },
        {
            content: "What was typed is still there",
            trigger: ".o_field_widget[name=contact_name] input:value(Eva Peeters-Maes)",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It was asked for this lead",
            trigger: `.o_form_saved .o_crm_colleague_hint:not(:has(button)) ${ASKED}`,
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_match_hint_dialog", {
    steps: () => [
        {
            content: "Convert the lead",
            trigger: 'button:contains("Convert to Opportunity")',
            run: "click",
        },
        {
            content: "The dialog says that a colleague works on it",
            trigger: `.modal ${HINT}`,
            run: checkWidth,
        },
        {
            content: "Ask the owner",
            trigger: ".modal button.o_crm_ask_owner",
            run: "click",
        },
        {
            content: "The dialog stays, and says that it was done",
            trigger: `.modal .o_crm_colleague_hint:not(:has(button)) ${ASKED}`,
            run: checkWidth,
        },
        {
            content: "Leave it",
            trigger: '.modal button:contains("Cancel"), .modal .btn-close, .modal .oi-arrow-left',
            run: "click",
        },
        {
            content: "The lead is still one",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

registry.category("web_tour.tours").add("crm_lead_conversion_match_hint_owner", {
    steps: () => [
        {
            content: "The owner finds the question on the record",
            trigger: '.o-mail-Activity:contains("Same customer as a lead of Sanne Seller?")',
        },
        {
            content: "With what the other one has",
            trigger: '.o-mail-Activity:contains("has “Tour: mine”, of Eva Peeters"):contains("same phone +32 9 555 01 01")',
        },
        {
            content: "Who asked can be written to",
            trigger: '.o-mail-Activity a:contains("@Sanne Seller")',
            run: "click",
        },
        {
            content: "Their card opens",
            trigger: '.o_avatar_card:contains("Sanne Seller"):contains("Send message")',
        },
    ],
});
