"""The animation: a lead that is there twice is merged as it is converted, and that is taken back."""

from __future__ import annotations

from pathlib import Path

from lib.shots_pictures import animate

_LEAD, _SURVIVOR = "Price of the Duetto?", "Machine for a new tea room"
# Where the pointer would be, as a picture has none.
_POINTER = """selector => {
    document.querySelector('#shots-pointer')?.remove();
    if (!selector) return;
    const box = selector.getBoundingClientRect();
    const mark = Object.assign(document.createElement('div'), {id: 'shots-pointer'});
    mark.style.cssText = `position:fixed;z-index:99999;pointer-events:none;width:44px;height:44px;border-radius:50%;`
        + `background:#f5b70080;border:4px solid #e4572e;`
        + `left:${box.x + box.width / 2 - 26}px;top:${box.y + box.height / 2 - 26}px`;
    document.body.append(mark);
}"""


def convert_and_undo(new, into: Path) -> None:
    """Each frame shows what will be clicked, the next what came of it."""
    frames = []
    with new("demo", 1100, 720) as screen:
        page = screen.page

        def frame(stays: int, pointed: str | None = None) -> None:
            handle = page.locator(pointed).first.element_handle() if pointed else None
            page.evaluate(_POINTER, handle)
            path = into / f"frame_{len(frames)}.png"
            page.screenshot(path=path, animations="disabled")
            page.evaluate(_POINTER, None)
            frames.append((path, stays))
            print(path.stem, flush=True)

        def press(selector: str, then: str, stays: int) -> None:
            frame(stays, selector)
            screen.press(selector, then)

        screen.open_lead(_LEAD)
        press(".o_form_view button:has-text('Convert to Opportunity')", ".modal .o_crm_merge_preview", 1600)
        frame(2600)
        page.locator(".modal .o_crm_merge_preview").scroll_into_view_if_needed()
        page.locator(".modal .o_crm_merge_preview").evaluate("node => node.scrollIntoView()")
        frame(2600)
        press(".modal button[name=action_apply]", "body:not(:has(.modal)) .o_form_view", 1200)
        page.wait_for_selector(".o_crm_merge_notice")
        frame(2600)
        press(".o_crm_merge_notice button:has-text('Undo')", ".o_notification:has-text('Merge undone')", 1600)
        frame(2600)
        screen.open_lead(_LEAD)
        frame(2400)
    animate(frames, into / "convert_and_undo.gif")
    for path, _stays in frames:
        path.unlink()
