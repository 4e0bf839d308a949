import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { reactive } from "@odoo/owl";

import { CardTick } from "@crm_lead_conversion/match/card_tick";

defineMailModels();

test("a tick selects the card, and shows what is selected otherwise", async () => {
    const record = reactive({
        data: { name: "Grinder" },
        selected: false,
        toggleSelection(selected) {
            expect.step(`selected: ${selected}`);
            this.selected = selected;
        },
    });
    await mountWithCleanup(CardTick, { props: { record } });
    expect("input").toHaveAttribute("aria-label", "Tick “Grinder”");
    expect("input").not.toBeChecked();
    await click("input");
    await animationFrame();
    expect.verifySteps(["selected: true"]);
    expect("input").toBeChecked();
    record.selected = false;
    await animationFrame();
    expect("input").not.toBeChecked();
});
