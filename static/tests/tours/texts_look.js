import { localization } from "@web/core/l10n/localization";

/**
 * What a person sees of this addon in another language. The English texts and
 * their translations are served by the test; without any only the layout is
 * looked at.
 */

// Odoo's own, inside of what is looked at: its widgets scroll, cut or stack what is in them on purpose
const OF_ODOO = [
    ".o_avatar",
    ".o_field_many2one_avatar_user",
    ".o_field_many2many_avatar_user",
    ".o_field_kanban_activity",
    ".o_field_statusbar",
    ".o_optional_columns_dropdown",
    ".o_data_cell",
    ".o_select_menu",
    ".o_input_dropdown",
    ".o-autocomplete",
].join(", ");
const ATTRIBUTES = ["aria-label", "data-tooltip", "placeholder", "title"];
const BOXES = "button, .btn, .badge, label, legend, th, td, dt, dd, li, p, h1, h2, h3, h4, .nav-link, .alert, summary";

let asked;

/** Whether words of its own are left without what a text is filled in with. */
const saysSomething = (pair) =>
    pair.every((text) => /\p{L}{2}|\p{Script=Han}/u.test(text.replace(/%(\(\w+\))?[sd]/g, "")));

/** @returns {Promise<Object[]>} texts: `source` and `text` match a text whole, with whatever it is filled in with */
function getTexts() {
    const toPattern = (text) => {
        const parts = text.trim().replace(/\s+/g, " ").split(/%(?:\(\w+\))?[sd]/);
        const escaped = parts.map((part) =>
            part.replaceAll("%%", "%").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        );
        return new RegExp(`^${escaped.join(".*")}$`, "u");
    };
    asked ||= fetch("/crm_lead_conversion/tests/texts.json").then(async (answer) => {
        const pairs = await answer.json();
        return pairs.filter(saysSomething).map(([source, text]) => ({ source: toPattern(source), text: toPattern(text) }));
    });
    return asked;
}

const isSeen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });

function* getSaid(root) {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
        const { parentElement, textContent } = nodes.currentNode;
        if (textContent.trim() && isSeen(parentElement) && !parentElement.closest("textarea, style, script")) {
            yield textContent;
        }
    }
    for (const el of [root, ...root.querySelectorAll("*")]) {
        for (const name of ATTRIBUTES) {
            if (isSeen(el) && el.getAttribute(name)) {
                yield el.getAttribute(name);
            }
        }
    }
}

async function findEnglish(roots) {
    const texts = await getTexts();
    const english = new Set();
    let translated = 0;
    for (const root of roots) {
        for (const said of getSaid(root)) {
            const text = said.trim().replace(/\s+/g, " ");
            if (texts.some((one) => one.text.test(text))) {
                translated++;
            } else if (texts.some((one) => one.source.test(text))) {
                english.add(text);
            }
        }
    }
    if (texts.length && !translated) {
        return ["nothing of it is translated"];
    }
    return [...english].map((text) => `English: ${text}`);
}

function* findTooWide(root) {
    for (const el of [root, ...root.querySelectorAll(BOXES)]) {
        const { display, overflowX } = getComputedStyle(el);
        const isBox = display !== "inline" && display !== "contents" && overflowX !== "auto" && overflowX !== "scroll";
        const isHidden = el.matches(".visually-hidden") || !isSeen(el);
        // how wide the column of a state is, we say
        const isOfOdoo = el.closest(OF_ODOO) && !el.matches(".o_field_badge .badge");
        if (isBox && !isHidden && !isOfOdoo && el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 1) {
            yield `cut off (${el.scrollWidth} in ${el.clientWidth}): ${el.outerHTML.slice(0, 200)}`;
        }
    }
}

/** A drop-down list shows what is chosen in one line, however long it is. */
function* findTooLong(root) {
    for (const el of [...root.querySelectorAll(".o_field_selection input")].filter(isSeen)) {
        if (el.scrollWidth > el.clientWidth + 1) {
            yield `cut off (${el.scrollWidth} in ${el.clientWidth}): “${el.value}”`;
        }
    }
}

/** Words that go on in the next line, as if they were two. There is no room for all of them on a phone. */
function* findParted(root) {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (window.innerWidth >= 768 && nodes.nextNode()) {
        const node = nodes.currentNode;
        if (!node.textContent.trim() || !isSeen(node.parentElement) || node.parentElement.closest(OF_ODOO)) {
            continue;
        }
        for (const { 0: phrase, index } of node.textContent.matchAll(/\S+/gu)) {
            // addresses are as long as they are, and Chinese needs no spaces
            const words = /[@/_]|\.\w|\p{Script=Han}/u.test(phrase) ? [] : phrase.matchAll(/\p{L}+/gu);
            for (const { 0: word, index: start } of words) {
                const range = document.createRange();
                range.setStart(node, index + start);
                range.setEnd(node, index + start + word.length);
                const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
                if (lines.size > 1) {
                    yield `parted at the end of a line: “${word}”`;
                }
            }
        }
    }
}

function intersect(one, other) {
    return {
        left: Math.max(one.left, other.left),
        right: Math.min(one.right, other.right),
        top: Math.max(one.top, other.top),
        bottom: Math.min(one.bottom, other.bottom),
    };
}

/** What can be seen of an element: the rest of a list that scrolls is hidden. */
function getShown(el) {
    let shown = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    for (let box = el; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowY !== "visible") {
            shown = intersect(shown, box.getBoundingClientRect());
        }
    }
    return shown;
}

/** Texts that lie on each other. What sticks to the side of a table that scrolls lies on the rest of it. */
function* findOverlaps(root) {
    const lines = [];
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
        const node = nodes.currentNode;
        const el = node.parentElement;
        if (node.textContent.trim() && isSeen(el) && !el.closest(`${OF_ODOO}, .o_crm_merge_table, .visually-hidden, select`)) {
            const range = document.createRange();
            range.selectNodeContents(node);
            const shown = getShown(el);
            for (const rect of range.getClientRects()) {
                lines.push({ rect: intersect(rect, shown), node });
            }
        }
    }
    const least = 4; // pixels: letters may reach into the line above
    for (const [place, one] of lines.entries()) {
        for (const other of lines.slice(place + 1)) {
            const width = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
            const height = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
            if (one.node !== other.node && width > least && height > least) {
                yield `on each other: “${one.node.textContent.trim()}” and “${other.node.textContent.trim()}”`;
            }
        }
    }
}

function* findSideways() {
    const page = document.documentElement;
    if (page.scrollWidth > window.innerWidth) {
        yield "the page scrolls sideways";
    }
    if (getComputedStyle(document.body).direction !== localization.direction) {
        yield `the page is not written from ${localization.direction}`;
    }
}

/**
 * @param {string} selector what is looked at, with all that is in it
 * @returns {Function} run of a step, which fails if something there is English,
 *  cut off, or lies on something else
 */
export const look = (selector) =>
    async function () {
        await document.fonts.ready;
        const roots = [...document.querySelectorAll(selector)].filter(isSeen);
        if (!roots.length) {
            throw new Error(`Nothing was looked at in ${selector}`);
        }
        const faults = [...(await findEnglish(roots)), ...findSideways()];
        for (const root of roots) {
            faults.push(...findTooWide(root), ...findTooLong(root), ...findParted(root), ...findOverlaps(root));
        }
        if (faults.length) {
            throw new Error(`Faults in ${selector}:\n${faults.join("\n")}`);
        }
    };

/** The first of two stands before the other or above it, as the language is read. */
export const isBefore = (first, second) =>
    function () {
        const [one] = [...document.querySelector(first).getClientRects()].slice(-1); // its last line
        const [other] = document.querySelector(second).getClientRects();
        const isFirst = localization.direction === "rtl" ? one.left >= other.right - 1 : one.right <= other.left + 1;
        if (!isFirst && other.top < one.bottom - 1) {
            throw new Error(`${first} does not stand before ${second}`);
        }
    };
