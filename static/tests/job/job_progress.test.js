import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeMockEnv,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";

class Job extends models.Model {
    _name = "crm.lead.job";

    name = fields.Char();
    state = fields.Selection({
        selection: [
            ["running", "In Progress"],
            ["done", "Done"],
        ],
    });
    total_count = fields.Integer();
    waiting_count = fields.Integer();
    done_count = fields.Integer();
    skipped_count = fields.Integer();
    failed_count = fields.Integer();

    _records = [
        {
            id: 1,
            name: "Merge",
            state: "running",
            total_count: 10,
            waiting_count: 8,
            done_count: 1,
            skipped_count: 1,
            failed_count: 0,
        },
    ];
}

const MESSAGE = {
    id: 1, name: "Merge", state: "running", total: 10, waiting: 5, done: 3, skipped: 1, failed: 1,
};
const FINISHED = { ...MESSAGE, state: "done", waiting: 0, done: 8 };

defineMailModels();
defineModels([Job]);

/** A bus of which the test sends the messages itself. */
function mockBus() {
    const callbacks = new Set();
    mockService("bus_service", {
        subscribe: (type, callback) => type === "crm_lead_conversion.job" && callbacks.add(callback),
        unsubscribe: (type, callback) => callbacks.delete(callback),
    });
    return async (message) => {
        callbacks.forEach((callback) => callback(message));
        await animationFrame();
    };
}

async function openJob() {
    await mountView({
        type: "form",
        resModel: "crm.lead.job",
        resId: 1,
        arch: `<form><field name="state"/><widget name="crm_job_progress"/></form>`,
    });
}

test("it is right when it is opened, and follows the messages", async () => {
    const send = mockBus();
    await openJob();
    expect(".o_crm_job_text").toHaveText("2 of 10: 1 done, 1 skipped, 0 failed");
    expect(".o_crm_job_progress [role=progressbar]").toHaveAttribute("aria-valuenow", "20");
    await send(MESSAGE);
    expect(".o_crm_job_text").toHaveText("5 of 10: 3 done, 1 skipped, 1 failed");
    expect(".o_crm_job_progress [role=progressbar]").toHaveAttribute("aria-valuenow", "50");
    await send({ ...FINISHED, id: 2 });
    expect(".o_crm_job_text").toHaveText("5 of 10: 3 done, 1 skipped, 1 failed");
});

test("the form is read anew when it is finished", async () => {
    const send = mockBus();
    onRpc("crm.lead.job", "web_read", () => {
        expect.step("read");
    });
    await openJob();
    expect.verifySteps(["read"]);
    await send(MESSAGE);
    expect.verifySteps([]);
    await send(FINISHED);
    expect.verifySteps(["read"]);
});

test("where no message comes the server is asked", async () => {
    mockBus();
    onRpc("crm.lead.job", "get_progress", ({ args }) => {
        expect.step(`ask ${args[0]}`);
        return MESSAGE;
    });
    await openJob();
    await advanceTime(10000);
    await animationFrame();
    expect.verifySteps(["ask 1"]);
    expect(".o_crm_job_text").toHaveText("5 of 10: 3 done, 1 skipped, 1 failed");
});

test("whoever is elsewhere is told when it is finished, once", async () => {
    const send = mockBus();
    const env = await makeMockEnv();
    mockService("action", {
        currentController: undefined,
        doAction: ({ res_id }) => expect.step(`open ${res_id}`),
    });
    await mountWithCleanup(MainComponentsContainer, { env, noMainContainer: true });
    await send(MESSAGE);
    expect(".o_crm_job_notice").toHaveCount(0);
    await send(FINISHED);
    await send(FINISHED);
    expect(".o_crm_job_notice").toHaveCount(1);
    expect(".o_crm_job_notice").toHaveText(/8 done, 1 skipped, 1 failed/);
    await contains(".o_crm_job_notice button:contains('See Outcomes')").click();
    expect.verifySteps(["open 1"]);
    expect(".o_crm_job_notice").toHaveCount(0);
});
