import { expect, test } from "@odoo/hoot";
import { edit, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { Component, reactive, xml } from "@odoo/owl";

import { SimilarLine } from "@crm_lead_conversion/match/similar_line";

defineMailModels();

class Form extends Component {
    static components = { SimilarLine };
    static props = ["record"];
    static template = xml`
        <div class="o_form_renderer">
            <div class="o_field_widget" name="phone"><input class="phone"/></div>
            <div class="o_field_widget" name="function"><input class="function"/></div>
            <SimilarLine record="props.record"/>
        </div>`;
}

function makeAnswer(name, values = {}) {
    const match = {
        lead_id: 5,
        name,
        customer: "Azure Interior",
        strength: 80,
        reasons: ["same phone 1", "same person", "other company name"],
        won_status: "pending",
        is_open: true,
    };
    return { count: 1, matches: [match], exact: [], policy: "tell", colleagues: [], ...values };
}

async function mountLine(answer, { data = {}, isNew = true, dirty = false } = {}) {
    onRpc("crm.lead", "lead_find_typed", ({ args }) => {
        expect.step(args[0]);
        return answer(args[0]);
    });
    const record = reactive({
        data: { phone: false, partner_id: false, ...data },
        isNew,
        dirty,
        resId: isNew ? false : 7,
    });
    await mountWithCleanup(Form, { props: { record } });
    return record;
}

async function typePhone(text, wait = 500) {
    document.querySelector(".phone")?.focus();
    await edit(text);
    await advanceTime(wait);
    await animationFrame();
}

test("asks once, when typing stops, and says what is similar", async () => {
    await mountLine(() => makeAnswer("Chairs", { count: 2 }));
    await typePhone("09 5", 100);
    expect.verifySteps([]);
    await typePhone("09 555");
    expect.verifySteps([{ phone: "09 555", partner_id: false }]);
    expect(queryAllTexts(".o_crm_similar_line_match > span")).toEqual([
        "2 similar: “Chairs” (Azure Interior), same phone 1; same person",
    ]);
    expect(".o_crm_similar_line").toHaveAttribute("role", "status");
});

test("nothing is asked about what does not tell who it is", async () => {
    const record = await mountLine(() => makeAnswer("Chairs"));
    document.querySelector(".function").focus();
    await edit("Buyer");
    await advanceTime(500);
    record.data.function = "Buyer";
    await animationFrame();
    await advanceTime(500);
    expect.verifySteps([]);
});

test("an answer that comes too late is not shown", async () => {
    const late = new Deferred();
    await mountLine(({ phone }) => (phone === "1" ? late : makeAnswer("Second")));
    await typePhone("1");
    await typePhone("12");
    expect.verifySteps([
        { phone: "1", partner_id: false },
        { phone: "12", partner_id: false },
    ]);
    late.resolve(makeAnswer("First"));
    await animationFrame();
    expect(".o_crm_similar_line:contains(Second)").toHaveCount(1);
    expect(".o_crm_similar_line:contains(First)").toHaveCount(0);
});

test("if it cannot find out, it says nothing", async () => {
    await mountLine(() => {
        throw makeServerError({ message: "No" });
    });
    await typePhone("1");
    expect.verifySteps([{ phone: "1", partner_id: false }]);
    expect(".o_crm_similar_line").toHaveText("");
});

test("a saved record is looked at once it is changed, and has no way to be given up", async () => {
    const record = await mountLine(() => makeAnswer("Chairs"), {
        data: { phone: "09 555" },
        isNew: false,
    });
    await advanceTime(500);
    expect.verifySteps([]);
    Object.assign(record, { dirty: true, data: { ...record.data, phone: "09 666" } });
    await animationFrame();
    await advanceTime(500);
    await animationFrame();
    expect.verifySteps([{ phone: "09 666", partner_id: false }]);
    expect(".o_crm_similar_open").toHaveCount(1);
    expect(".o_crm_similar_use").toHaveCount(0);
    Object.assign(record, { dirty: false });
    await animationFrame();
    await advanceTime(500);
    expect(".o_crm_similar_line").toHaveText("");
});

test("what is emptied is no longer similar to anything", async () => {
    await mountLine(() => makeAnswer("Chairs"));
    await typePhone("1");
    expect.verifySteps([{ phone: "1", partner_id: false }]);
    await typePhone("");
    expect.verifySteps([]);
    expect(".o_crm_similar_line").toHaveText("");
});

test("closed ones are marked, and cannot be used", async () => {
    const answer = makeAnswer("Chairs");
    Object.assign(answer.matches[0], { won_status: "won", is_open: false });
    await mountLine(() => answer);
    await typePhone("1");
    expect.verifySteps([{ phone: "1", partner_id: false }]);
    expect(".o_crm_similar_line:contains((Azure Interior), won; same phone)").toHaveCount(1);
    expect(".o_crm_similar_use").toHaveCount(0);
});
