import { press } from "@odoo/hoot-dom";

import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const CARD = (name) => `.modal .o_crm_similar_card:contains("${name}")`;
const RECORD = (name) => `.modal th.o_crm_merge_record:contains("${name}")`;
const FIELD = (name) => `.modal tr[data-field="${name}"]`;
const PREVIEW = ".modal .o_crm_merge_preview";

/** Nothing but the table may be wider than the window. */
function checkWidth() {
    const body = document.querySelector(".modal-body");
    if (body.scrollWidth > body.clientWidth || document.documentElement.scrollWidth > window.innerWidth) {
        throw new Error("The dialog scrolls sideways");
    }
}

/** All that can be operated has a name. */
function checkLabels() {
    for (const element of document.querySelectorAll(".o_crm_similar :is(input, a, button), .o_crm_customer_choice input")) {
        const label = element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent;
        if (!label.trim()) {
            throw new Error(`Without a label: ${element.outerHTML}`);
        }
    }
}

async function openDialog(name) {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const [id] = await orm.search("crm.lead", [["name", "=", name]]);
    await action.doAction("crm.action_crm_lead2opportunity_partner", {
        additionalContext: { active_model: "crm.lead", active_ids: [id], active_id: id },
    });
}

async function changeCall() {
    const { orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ids = await orm.search("crm.lead", [["name", "=", "Tour: call"]]);
    await orm.write("crm.lead", ids, { city: "Aalst" });
}

let previews = 0;
let others = 0;

/** The preview is asked for once a plan is needed, never while converting is chosen. */
function countRequests() {
    rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => {
        const { model, method } = detail.data.params;
        if (method === "get_merge_preview") {
            previews++;
        } else if (model === "crm.lead2opportunity.partner") {
            others++;
        }
    });
}

function expectPreviews(count) {
    return () => {
        if (previews !== count) {
            throw new Error(`${previews} previews instead of ${count}`);
        }
        others = 0;
    };
}

function expectNoRequest() {
    if (others) {
        throw new Error(`${others} requests while converting is chosen`);
    }
}

const open = (name) => ({
    content: `Open the dialog of ${name}`,
    trigger: "body:not(:has(.modal)) .o_view_controller",
    run: () => openDialog(name),
});

const byKeyboard = (key) =>
    async function () {
        this.anchor.focus();
        await press(key);
    };

const choose = (label) => ({
    content: `Choose: ${label}`,
    trigger: `.modal .o_field_widget[name=name] .o_radio_item:contains("${label}") input`,
    run: "click",
});

const apply = () => ({
    content: "Create the opportunity",
    trigger: '.modal button[name="action_apply"]',
    run: "click",
});

/** The strong one is ticked and previewed: take the tick off and convert. */
const convertUnticked = () => [
    { content: "Count", trigger: ".o_web_client", run: countRequests },
    open("Tour: form"),
    {
        content: "The strong one is ticked, with strength and reasons",
        trigger: `${CARD("Tour: call")}.o_crm_similar_ticked:contains("same person") .o_crm_similar_strength`,
    },
    {
        content: "The weak one is not",
        trigger: `${CARD("Tour: fair")}:not(.o_crm_similar_ticked):contains("same e-mail")`,
        run: checkLabels,
    },
    {
        content: "It says what the ticks come to",
        trigger: '.modal .o_crm_similar_outcome:contains("The ticked record and this lead become one.")',
    },
    {
        content: "The preview is inside, without the other one",
        trigger: `${PREVIEW}:not(:contains("Tour: fair")) th:contains("Tour: call")`,
        run: checkWidth,
    },
    {
        content: "Take the tick off by the keyboard",
        trigger: `${CARD("Tour: call")} input[type=checkbox]`,
        run: byKeyboard(" "),
    },
    {
        content: "Converting is chosen, and there is no preview",
        trigger: ".modal:not(:has(.o_crm_merge_preview)) .o_field_widget[name=opportunity_name] input",
        run: expectPreviews(1),
    },
    {
        content: "It says so",
        trigger: '.modal .o_crm_similar_outcome:contains("None is ticked: the lead is converted by itself.")',
        run: checkWidth,
    },
    {
        content: "Change something while converting is chosen",
        trigger: ".modal .o_field_widget[name=opportunity_name] input",
        run: "edit Tour: converted",
    },
    { trigger: ".modal", run: expectNoRequest },
    {
        content: "Without a customer",
        trigger: '.modal .o_field_widget[name=action] .o_radio_item:contains("Do not link") input',
        run: "click",
    },
    { trigger: ".modal", run: expectPreviews(1) },
    apply(),
    {
        content: "It is an opportunity",
        trigger: 'body:not(:has(.modal)) .o_form_view .o_field_widget[name=name] textarea:value("Tour: converted")',
    },
];

/** Merge with what is ticked, as the preview inside shows it. */
const mergeInside = (name) => [
    open(name),
    {
        content: "The first created is the survivor",
        trigger: `${RECORD("Tour: call")}:contains("Survivor") input:checked`,
    },
    {
        content: "The lead itself cannot be taken out",
        trigger: `${RECORD(name)}:not(:has(.o_crm_merge_remove))`,
    },
    {
        content: "Tick the weak one too",
        trigger: `${CARD("Tour: fair")} input[type=checkbox]`,
        run: "click",
    },
    {
        content: "It is in the preview",
        trigger: `.modal:has(.o_crm_similar_outcome:contains("The 2 ticked records")) th:contains("Tour: fair")`,
        run: checkWidth,
    },
    {
        content: "Take it out there",
        trigger: ".modal button[aria-label='Take “Tour: fair” out']",
        run: "click",
    },
    {
        content: "Its tick is off",
        trigger: `.modal:not(:has(th:contains("Tour: fair"))) .o_crm_similar_card:contains("Tour: fair"):not(.o_crm_similar_ticked)`,
    },
    {
        content: "Only convert, after all",
        ...choose("Convert to opportunity"),
    },
    {
        content: "No tick is left",
        trigger: ".modal:not(:has(.o_crm_similar_ticked)):not(:has(.o_crm_merge_preview)) .o_crm_similar",
    },
    {
        content: "Or merge",
        ...choose("Merge with existing opportunities"),
    },
    {
        content: "The tick is back, and the preview",
        trigger: `.modal:has(.o_crm_merge_preview) .o_crm_similar_ticked:contains("Tour: call")`,
    },
    {
        content: "Let the lead be the survivor",
        trigger: `${RECORD(name)} input`,
        run: "click",
    },
    {
        content: "It is",
        trigger: `.modal:has(.o_crm_merge_hidden:contains("Tour: call")) th.o_crm_merge_record:contains("${name}"):contains("Survivor")`,
    },
    {
        content: "Take the phone of the other one",
        trigger: `${FIELD("phone")} input[aria-label='Phone of “Tour: call”']`,
        run: "click",
    },
    {
        content: "The result says so",
        trigger: `${FIELD("phone")} .o_crm_merge_result:contains("+32 9 555 02 02"):contains("picked by you")`,
    },
];

const merged = (name) => [
    apply(),
    {
        content: "A sentence says what was merged",
        trigger: `.o_crm_merge_notice:contains("“Tour: call” was merged into “${name}”")`,
    },
    {
        content: "The survivor is open",
        trigger: `body:not(:has(.modal)) .o_form_view .o_field_widget[name=name] textarea:value("${name}")`,
    },
];

const linkCustomer = () => [
    open("Tour: customer"),
    {
        content: "Each customer that fits has its reason",
        trigger: '.modal .o_crm_customer_choice .o_radio_item:contains("Tess Tour"):contains("same e-mail (tess@tour.example.com)")',
        run: checkLabels,
    },
    {
        content: "None is chosen",
        trigger: ".modal .o_crm_customer_choice:not(:has(input:checked))",
        run: checkWidth,
    },
    {
        content: "Choose the other one",
        trigger: '.modal .o_crm_customer_choice .o_radio_item:contains("Theo Tour") input',
        run: "click",
    },
    {
        content: "It is chosen",
        trigger: '.modal:has(.o_crm_customer_choice input:checked) .o_field_widget[name=partner_id] input:value("Theo Tour")',
    },
    apply(),
    {
        content: "It is an opportunity",
        trigger: 'body:not(:has(.modal)) .o_form_view .o_field_widget[name=name] textarea:value("Tour: customer")',
    },
];

registry.category("web_tour.tours").add("crm_lead_conversion_convert_unticked", { steps: convertUnticked });
registry.category("web_tour.tours").add("crm_lead_conversion_convert_merge", {
    steps: () => [...mergeInside("Tour: form"), ...merged("Tour: form")],
});
registry.category("web_tour.tours").add("crm_lead_conversion_convert_customer", { steps: linkCustomer });
registry.category("web_tour.tours").add("crm_lead_conversion_convert_changed", {
    steps: () => [
        open("Tour: form"),
        {
            content: "Meanwhile somebody changes the other one",
            trigger: `${RECORD("Tour: call")}:contains("Survivor")`,
            run: changeCall,
        },
        apply(),
        {
            content: "Nothing was merged, and the record is named",
            trigger: '.modal:contains("Nothing was merged: “Tour: call” changed since you opened the dialog")',
        },
        {
            content: "Close the message",
            trigger: '.modal:contains("Nothing was merged") .modal-footer button',
            run: "click",
        },
        {
            content: "The new plan is shown",
            trigger: `.modal:has(.o_crm_merge_changed:contains("“Tour: call”")) tr[data-field="city"] .o_crm_merge_result:contains("Aalst")`,
            run: checkWidth,
        },
        apply(),
        {
            content: "A sentence says what was merged",
            trigger: '.o_crm_merge_notice:contains("“Tour: form” was merged into “Tour: call”")',
        },
    ],
});
