import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

import { MergeCell } from "@crm_lead_conversion/merge/merge_preview/merge_cell";

// what other tests began to ask may be answered here
defineMailModels();

const show = (cell) => mountWithCleanup(MergeCell, { props: { cell }, noMainContainer: true });

test("an empty value is a dash, and says so", async () => {
    await show({});
    expect("span.visually-hidden").toHaveText("empty");
    expect("span[aria-hidden=true]").toHaveText("–");
});

test("tags keep their colours", async () => {
    await show({ tags: [{ name: "One", color: 3 }, { name: "Two", color: 0 }] });
    expect(queryAllTexts(".o_tag")).toEqual(["One", "Two"]);
    expect(".o_tag_color_3").toHaveText("One");
});

test("a priority is stars, named in words", async () => {
    await show({ stars: 2, of: 3, text: "High" });
    expect(".fa-star").toHaveCount(2);
    expect(".fa-star-o").toHaveCount(1);
    expect(".visually-hidden").toHaveText("High");
});

test("an image has a name", async () => {
    await show({ image: "/web/static/img/smile.svg", text: "File" });
    expect("img.o_crm_merge_image").toHaveAttribute("alt", "File");
});

test("text is text, whatever is in it", async () => {
    await show({ text: "<b>Bold</b>\nSecond line" });
    expect(".o_crm_merge_text b").toHaveCount(0);
    expect(".o_crm_merge_text").toHaveText(/<b>Bold<\/b>\s+Second line/);
});
