import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Scan extends models.Model {
    _name = "crm.lead.duplicate.scan";

    state = fields.Selection({
        selection: [
            ["running", "In Progress"],
            ["done", "Finished"],
        ],
    });
    slice_count = fields.Integer();
    done_count = fields.Integer();
    group_count = fields.Integer();

    _records = [{ id: 1, state: "running", slice_count: 10, done_count: 2, group_count: 0 }];
}

class Duplicate extends models.Model {
    _name = "crm.lead.duplicate";

    reason = fields.Char();

    _records = [{ id: 1, reason: "same phone" }];
    _views = {
        list: `<list js_class="crm_duplicate_list"><field name="reason"/></list>`,
        kanban: `<kanban js_class="crm_duplicate_kanban"><templates><t t-name="card"><field name="reason"/></t></templates></kanban>`,
    };
}

const RUNNING = { id: 1, state: "running", total: 10, waiting: 5, groups: 0 };
const FINISHED = { id: 1, state: "done", total: 10, waiting: 0, groups: 3 };
const STALE = "What counts as similar was changed.";

defineMailModels();
defineModels([Scan, Duplicate]);

/** A bus of which the test sends the messages itself. */
function mockBus() {
    const callbacks = new Set();
    mockService("bus_service", {
        subscribe: (type, callback) => type === "crm_lead_conversion.scan" && callbacks.add(callback),
        unsubscribe: (type, callback) => callbacks.delete(callback),
    });
    return async (message) => {
        callbacks.forEach((callback) => callback(message));
        await animationFrame();
    };
}

/** @param {Object[]} answers of the server, one after the other */
function mockStatus(...answers) {
    onRpc("crm.lead.duplicate", "get_scan_status", () => ({
        scan: false,
        stale: false,
        may_look: true,
        ...(answers.length > 1 ? answers.shift() : answers[0]),
    }));
}

test("the page of a scan follows the messages, and is read anew when it is finished", async () => {
    const send = mockBus();
    onRpc("crm.lead.duplicate.scan", "web_read", () => {
        expect.step("read");
    });
    await mountView({
        type: "form",
        resModel: "crm.lead.duplicate.scan",
        resId: 1,
        arch: `<form><widget name="crm_scan_progress"/></form>`,
    });
    expect.verifySteps(["read"]);
    expect(".o_crm_job_text").toHaveText("Looking for duplicates: 2 of 10 steps done");
    await send(RUNNING);
    expect(".o_crm_job_text").toHaveText("Looking for duplicates: 5 of 10 steps done");
    expect(".o_crm_job_progress [role=progressbar]").toHaveAttribute("aria-valuenow", "50");
    expect.verifySteps([]);
    await send(FINISHED);
    expect(".o_crm_job_text").toHaveText("Finished: 3 groups to look at");
    expect.verifySteps(["read"]);
});

for (const type of ["list", "kanban"]) {
    test(`the ${type} of duplicates is read anew when the scan is finished`, async () => {
        const send = mockBus();
        mockStatus({ scan: RUNNING }, {});
        onRpc("crm.lead.duplicate", "web_search_read", () => {
            expect.step("read");
        });
        await mountView({ type, resModel: "crm.lead.duplicate" });
        expect.verifySteps(["read"]);
        expect(".o_crm_duplicate_banner .o_crm_job_text").toHaveText(
            "Looking for duplicates: 5 of 10 steps done"
        );
        await send({ ...RUNNING, waiting: 2 });
        expect(".o_crm_job_text").toHaveText("Looking for duplicates: 8 of 10 steps done");
        await send(FINISHED);
        await animationFrame();
        expect.verifySteps(["read"]);
        expect(".o_crm_duplicate_banner").toHaveCount(0);
    });
}

test("the list asks where no message comes", async () => {
    mockBus();
    mockStatus({ scan: RUNNING }, { scan: { ...RUNNING, waiting: 1 } }, {});
    await mountView({ type: "list", resModel: "crm.lead.duplicate" });
    await advanceTime(10000);
    await animationFrame();
    expect(".o_crm_job_text").toHaveText("Looking for duplicates: 9 of 10 steps done");
    await advanceTime(10000);
    await animationFrame();
    expect(".o_crm_duplicate_banner").toHaveCount(0);
});

test("it says that the groups are of other weights, with a button for managers", async () => {
    mockBus();
    mockService("action", { doAction: (action) => expect.step(action.name) });
    onRpc("crm.lead.duplicate", "action_look_for", () => ({ name: "scan" }));
    mockStatus({ stale: STALE });
    await mountView({ type: "list", resModel: "crm.lead.duplicate" });
    expect(".o_crm_duplicate_stale span").toHaveText(STALE);
    await contains(".o_crm_duplicate_stale button").click();
    expect.verifySteps(["scan"]);
});

test("others are told without a button", async () => {
    mockBus();
    mockStatus({ stale: STALE, may_look: false });
    await mountView({ type: "list", resModel: "crm.lead.duplicate" });
    expect(".o_crm_duplicate_stale span").toHaveText(STALE);
    expect(".o_crm_duplicate_stale button").toHaveCount(0);
});
