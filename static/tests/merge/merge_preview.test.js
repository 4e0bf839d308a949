import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import {
    contains,
    defineModels,
    makeServerError,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { MergePreview } from "@crm_lead_conversion/merge/merge_preview/merge_preview";

describe.current.tags("desktop");

class MergeOpportunity extends models.Model {
    _name = "crm.merge.opportunity";
}

defineMailModels();
defineModels([MergeOpportunity]);

const result = (text, rule, ...sources) => ({ cell: text ? { text } : {}, rule, sources });

function makeField(name, label, values, more = {}) {
    const cells = Object.fromEntries(
        Object.entries(values).map(([id, text]) => [id, text ? { text } : {}])
    );
    const proposed = result(values[1], "own", 1);
    return {
        name,
        label,
        type: "char",
        group: "contact",
        values: cells,
        result: proposed,
        proposed,
        differs: true,
        choosable: true,
        block: [],
        linked: false,
        ...more,
    };
}

function makeRecord(id, name, more = {}) {
    return {
        id,
        name,
        type: { text: "Lead" },
        stage_id: { text: "New" },
        created: "1/10/24",
        state: "",
        refusal: "",
        may_survive: true,
        fingerprint: `mark ${id}`,
        ...more,
    };
}

function makePreview(more = {}) {
    return {
        records: [
            makeRecord(1, "First"),
            makeRecord(2, "Second", { strength: 97, reasons: ["same phone", "same person"] }),
        ],
        master_id: 1,
        policy: { text: "The record created first survives.", master_id: 1 },
        chosen: {},
        groups: [
            { name: "contact", label: "Contact" },
            { name: "address", label: "Address" },
        ],
        fields: [
            makeField("phone", "Phone", { 1: "01", 2: "02" }),
            makeField("email_from", "E-mail", { 1: "", 2: "two@example.com" }, {
                result: result("two@example.com", "first", 2),
                proposed: result("two@example.com", "first", 2),
            }),
            makeField("contact_name", "Contact", { 1: "Eva", 2: "Eva" }, { differs: false, choosable: false }),
            makeField("street", "Street", { 1: "High 1", 2: "Low 2" }, { group: "address", block: ["street", "city"] }),
            makeField("city", "City", { 1: "Gent", 2: "Brugge" }, { group: "address", block: ["street", "city"] }),
        ],
        rules: { own: "the survivor's own", first: "the survivor has none", chosen: "picked by you" },
        moves: [{ model: "mail.message", count: 2, text: "2 messages" }],
        hidden: [{ id: 2, name: "Second" }],
        problem: "",
        gone: 0,
        ...more,
    };
}

/** Mount it, each question to the server and each change a step. */
async function mountPreview(answer = () => makePreview(), ids = [1, 2]) {
    onRpc("crm.merge.opportunity", "get_merge_preview", ({ args, kwargs }) => {
        expect.step(`asked ${JSON.stringify([args[0], kwargs.master_id, kwargs.chosen])}`);
        return answer(args[0], kwargs);
    });
    class Parent extends Component {
        static template = xml`<MergePreview t-props="preview"/>`;
        static components = { MergePreview };
        static props = {};
        setup() {
            this.state = useState({ ids, version: 0 });
        }
        get preview() {
            return {
                leadIds: this.state.ids,
                version: this.state.version,
                onChange: ({ masterId, chosen, shown }) =>
                    expect.step(`shown ${JSON.stringify([masterId, chosen, shown])}`),
                onRemove: (id) => (this.state.ids = this.state.ids.filter((one) => one !== id)),
            };
        }
    }
    return mountWithCleanup(Parent);
}

const OPENED = [
    "asked [[1,2],false,{}]",
    'shown [1,{},{"1":"mark 1","2":"mark 2"}]',
];
const resultOf = (name) => `tr[data-field="${name}"] .o_crm_merge_result`;
const valueOf = (name, id) => `tr[data-field="${name}"] td[data-id="${id}"]`;

test("one call opens it; records, strength and reasons are in the columns", async () => {
    await mountPreview();
    expect.verifySteps(OPENED);
    expect(queryAllTexts("th.o_crm_merge_record .o_crm_merge_name")).toEqual(["First", "Second"]);
    expect("th[data-id='1'] .badge:contains('Survivor')").toHaveCount(1);
    expect("th[data-id='1'] input[type=radio]").toBeChecked();
    expect("th[data-id='2'] .o_crm_merge_strength").toHaveText(/97/);
    expect("th[data-id='2'] .o_crm_merge_reasons").toHaveText("same phone; same person");
    expect(resultOf("phone")).toHaveText("01");
    expect(resultOf("email_from")).toHaveText(/two@example.com\s+the survivor has none/);
    expect(".o_crm_merge_moves").toHaveText("2 messages");
    expect(".o_crm_merge_hidden").toHaveText(/^“Second”\s+They keep their values/);
});

test("a pick shows at once and asks nobody; picking back leaves nothing chosen", async () => {
    await mountPreview();
    expect.verifySteps(OPENED);
    await contains(`${valueOf("phone", 2)} input`).click();
    expect(resultOf("phone")).toHaveText(/02\s+picked by you/);
    expect(`${valueOf("phone", 2)}`).toHaveClass("o_crm_merge_source");
    expect.verifySteps(['shown [1,{"phone":2},{"1":"mark 1","2":"mark 2"}]']);
    await contains(`${valueOf("phone", 1)} input`).click();
    expect(resultOf("phone")).toHaveText("01");
    expect.verifySteps(['shown [1,{},{"1":"mark 1","2":"mark 2"}]']);
});

test("what belongs together is picked and put back together", async () => {
    await mountPreview();
    expect.verifySteps(OPENED);
    await contains(`${valueOf("street", 2)} input`).click();
    expect(resultOf("city")).toHaveText(/Brugge/);
    expect.verifySteps(['shown [1,{"street":2,"city":2},{"1":"mark 1","2":"mark 2"}]']);
    await contains(`${resultOf("city")} .o_crm_merge_reset`).click();
    expect(resultOf("street")).toHaveText("High 1");
    expect(".o_crm_merge_reset").toHaveCount(0);
    expect.verifySteps(['shown [1,{},{"1":"mark 1","2":"mark 2"}]']);
});

test("a pick that may change other fields asks the server", async () => {
    const team = (chosen) => makeField("team_id", "Sales Team", { 1: "One", 2: "Two" }, {
        linked: true,
        ...(chosen && { result: result("Two", "chosen", 2) }),
    });
    await mountPreview((_ids, { chosen }) => makePreview({ chosen, fields: [team(chosen.team_id)] }));
    expect.verifySteps(OPENED);
    await contains(`${valueOf("team_id", 2)} input`).click();
    await animationFrame();
    expect.verifySteps([
        'asked [[1,2],1,{"team_id":2}]',
        'shown [1,{"team_id":2},{"1":"mark 1","2":"mark 2"}]',
    ]);
    expect(resultOf("team_id")).toHaveText(/Two/);
});

test("only differences, or all fields", async () => {
    await mountPreview();
    expect('tr[data-field="contact_name"]').toHaveCount(0);
    await contains("input[role=switch]").click();
    expect('tr[data-field="contact_name"]').toHaveCount(1);
    expect(`${valueOf("contact_name", 2)} input`).toHaveCount(0);
    await contains("input[role=switch]").click();
    expect('tr[data-field="contact_name"]').toHaveCount(0);
    expect.verifySteps(OPENED);
});

test("another survivor is a new plan", async () => {
    await mountPreview((_ids, { master_id }) => makePreview({ master_id: master_id || 1 }));
    expect.verifySteps(OPENED);
    await contains("th[data-id='2'] input[type=radio]").click();
    await animationFrame();
    expect.verifySteps(["asked [[1,2],2,{}]", 'shown [2,{},{"1":"mark 1","2":"mark 2"}]']);
    expect("th[data-id='2'] .badge:contains('Survivor')").toHaveCount(1);
});

test("one that cannot be merged stays, says why, and is no part of what is merged", async () => {
    const refused = { state: "Won", refusal: "It is won.", may_survive: false };
    await mountPreview(() => makePreview({ records: [makeRecord(1, "First"), makeRecord(2, "Second", refused)] }));
    expect.verifySteps(["asked [[1,2],false,{}]", 'shown [1,{},{"1":"mark 1"}]']);
    expect("th[data-id='2']").toHaveClass("o_crm_merge_refused");
    expect("th[data-id='2'] .o_crm_merge_refusal").toHaveText("It is won.");
    expect("th[data-id='2'] input[type=radio]").not.toBeEnabled();
    expect(`${valueOf("phone", 2)} input`).toHaveCount(0);
});

test("taken out by the keyboard: its picks go with it, and the focus stays at the table", async () => {
    const all = [makeRecord(1, "First"), makeRecord(2, "Second"), makeRecord(3, "Third")];
    await mountPreview(
        (ids, { chosen }) => makePreview({ chosen, records: all.filter(({ id }) => ids.includes(id)) }),
        [1, 2, 3]
    );
    await contains(`${valueOf("phone", 2)} input`).click();
    expect.verifySteps([
        "asked [[1,2,3],false,{}]",
        'shown [1,{},{"1":"mark 1","2":"mark 2","3":"mark 3"}]',
        'shown [1,{"phone":2},{"1":"mark 1","2":"mark 2","3":"mark 3"}]',
    ]);
    queryOne("button[aria-label='Take “Second” out']").focus();
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(".o_crm_merge_name")).toEqual(["First", "Third"]);
    expect.verifySteps(["asked [[1,3],1,{}]", 'shown [1,{},{"1":"mark 1","3":"mark 3"}]']);
    expect(".o_crm_merge_scroll").toBeFocused();
});

test("read anew, what changed is marked and named", async () => {
    let mark = "mark 2";
    const parent = await mountPreview(() =>
        makePreview({ records: [makeRecord(1, "First"), makeRecord(2, "Second", { fingerprint: mark })] })
    );
    expect.verifySteps(OPENED);
    mark = "another";
    parent.state.version++;
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["asked [[1,2],1,{}]", 'shown [1,{},{"1":"mark 1","2":"another"}]']);
    expect(".o_crm_merge_changed").toHaveText("Changed in the meantime: “Second”. This is the new plan.");
    expect("th[data-id='2'] .badge:contains('Changed')").toHaveCount(1);
});

test("records that are gone are told once", async () => {
    await mountPreview((ids) => makePreview({ gone: ids.length - 2 }), [1, 2, 9]);
    expect.verifySteps(["asked [[1,2,9],false,{}]", 'shown [1,{},{"1":"mark 1","2":"mark 2"}]']);
    expect(".o_crm_merge_gone").toHaveText("One of the records was deleted in the meantime and is left out.");
});

test("a refusal of the server is shown in its place", async () => {
    await mountPreview(() => {
        throw makeServerError({ type: "AccessError", message: "You may not read “Second”." });
    });
    expect(".alert-danger").toHaveText("You may not read “Second”.");
    expect("table").toHaveCount(0);
    expect.verifySteps(["asked [[1,2],false,{}]", "shown [false,{},{}]"]);
});

test("everything has a name for those who do not see it", async () => {
    await mountPreview();
    expect("section[aria-label='Preview of the merge']").toHaveAttribute("aria-busy", "false");
    expect(".o_crm_merge_scroll[tabindex='0'][role=region]").toHaveCount(1);
    for (const input of document.querySelectorAll(".o_crm_merge_table input")) {
        expect(input).toHaveAttribute("aria-label", /“(First|Second)”/);
    }
    expect("input[aria-label='Phone of “Second”']").toHaveCount(1);
    expect("th[scope=row]").toHaveCount(4);
    expect.verifySteps(OPENED);
});
