import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    getService,
    makeMockEnv,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

import { showMergeNotice } from "@crm_lead_conversion/merge/merge_notice";

class Merge extends models.Model {
    _name = "crm.lead.merge";
}

defineMailModels();
defineModels([Merge]);

const NOTICE = { id: 7, message: "“Second” was merged into “First”", can_undo: true };
let env;

beforeEach(async () => {
    env = await makeMockEnv();
    await mountWithCleanup(MainComponentsContainer, { env, noMainContainer: true });
});

test("it is said once, however often the record is opened", async () => {
    showMergeNotice(env, NOTICE);
    showMergeNotice(env, NOTICE);
    await animationFrame();
    expect(".o_crm_merge_notice").toHaveCount(1);
    expect(".o_crm_merge_notice").toHaveText(/“Second” was merged into “First”/);
});

test("Undo takes the merge back", async () => {
    onRpc("crm.lead.merge", "action_undo", ({ args }) => {
        expect.step(`undo ${args[0]}`);
        return { type: "ir.actions.client", tag: "told" };
    });
    mockService("action", { doAction: (action) => expect.step(action.tag) });
    expect(getService("action")).not.toBe(undefined);
    showMergeNotice(env, NOTICE);
    await contains(".o_crm_merge_notice button:contains('Undo')").click();
    await animationFrame();
    expect.verifySteps(["undo 7", "told"]);
    expect(".o_crm_merge_notice").toHaveCount(0);
});

test("what can no longer be undone has no such button", async () => {
    showMergeNotice(env, { ...NOTICE, can_undo: false });
    await animationFrame();
    expect(".o_crm_merge_notice button:contains('Undo')").toHaveCount(0);
    expect(".o_crm_merge_notice button:contains('Details')").toHaveCount(1);
});
