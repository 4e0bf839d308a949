import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

import { MergePanel } from "@crm_lead_conversion/merge/merge_panel/merge_panel";

defineMailModels();

const OUTLOOK = { refusal: "", will: ["Back as they were: “Call”"], stays: ["Kept: Phone"] };

function makeMerge(values = {}) {
    return {
        id: 7,
        date: "11/26/26, 9:34 AM",
        user: "Sanne Seller",
        origin: "Merge dialog",
        state: "done",
        undone: "",
        leads: [
            { id: 2, name: "Call" },
            { id: 3, name: "Form" },
        ],
        receipt: "Moved 3, combined 0, kept aside 1, left behind 0",
        can_undo: true,
        ...values,
    };
}

async function mountPanel({ merges = [makeMerge()], outlook = OUTLOOK } = {}) {
    mockService("action", {
        doAction(action) {
            expect.step(`${action.res_model || action.tag} ${action.res_id || ""} ${JSON.stringify(action.context || {})}`);
        },
    });
    onRpc("crm.lead.merge", "get_merges_shown", ({ args }) => {
        expect.step(`merges of ${args[0]}`);
        return merges;
    });
    onRpc("crm.lead.merge", "get_undo_outlook", () => outlook);
    onRpc("crm.lead.merge", "action_undo", ({ args }) => {
        expect.step(`undo ${args[0]}`);
        return { type: "ir.actions.client", tag: "display_notification" };
    });
    const record = { resId: 1, save: async () => true };
    await mountWithCleanup(MergePanel, { props: { record } });
    expect.verifySteps(["merges of 1"]);
}

test("each merge says when, who, how, which records, and what came of it", async () => {
    await mountPanel({
        merges: [makeMerge(), makeMerge({ id: 5, state: "undone", undone: "Undone on 1/1", can_undo: false })],
    });
    expect("li[data-id='7']").toHaveText(/9:34 AM · Sanne Seller · Merge dialog/);
    expect(queryAllTexts("li[data-id='7'] a")).toEqual(["Call", "Form"]);
    expect("li[data-id='7'] .o_crm_merge_panel_receipt").toHaveText(/Moved 3/);
    expect("li[data-id='5']").toHaveText(/Undone on 1\/1/);
    expect(".o_crm_merge_panel_undo").toHaveCount(1);
});

test("a record opens as it was kept; after an undo as any other", async () => {
    await mountPanel({ merges: [makeMerge(), makeMerge({ id: 5, state: "undone" })] });
    await click("li[data-id='7'] a:first");
    await click("li[data-id='5'] a:first");
    expect.verifySteps(['crm.lead 2 {"show_merged_card":true}', "crm.lead 2 {}"]);
});

test("what an undo does is said before it is done", async () => {
    await mountPanel();
    await click(".o_crm_merge_panel_undo");
    await animationFrame();
    expect(queryAllTexts(".o_crm_merge_will li")).toEqual(OUTLOOK.will);
    expect(queryAllTexts(".o_crm_merge_stays li")).toEqual(OUTLOOK.stays);
    await click(".modal-footer .btn-secondary");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
    await click(".o_crm_merge_panel_undo");
    await animationFrame();
    await click(".modal-footer .btn-primary");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["undo 7", "display_notification  {}"]);
});

test("what cannot be undone says why", async () => {
    await mountPanel({ outlook: { refusal: "Undo that merge first.", will: [], stays: [] } });
    await click(".o_crm_merge_panel_undo");
    await animationFrame();
    expect(".modal-body").toHaveText("Undo that merge first.");
    expect(".modal-footer .btn-primary").toHaveCount(0);
});
