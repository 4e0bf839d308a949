"""A browser window of one user, as the scenes need it. Run by the Python of dev/shots alone."""

from __future__ import annotations

from pathlib import Path

_PATIENCE = 300_000  # milliseconds: the scripts of the first page are put together, slowly on some machines
_TICK, _QUIET = 100, 600  # milliseconds in which nothing is asked of the server
# What moves or changes from one run to the next: the mark of who is online, and counters.
_CALM = """
    *, *::before, *::after {
        transition: none !important; animation: none !important; caret-color: transparent !important }
    .o-mail-ImStatus, .o_menu_systray .badge, .o_notification_progress { visibility: hidden !important }
"""
_CALL = """async ([model, method, args, kwargs]) => {
    const answer = await fetch('/web/dataset/call_kw', {
        method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({jsonrpc: '2.0', method: 'call', params: {model, method, args, kwargs}})});
    const {result, error} = await answer.json();
    if (error) throw new Error(error.data.message);
    return result;
}"""
_ACTION = "([action, options]) => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, options)"


class Screen:
    """A window in which one user is logged in."""

    def __init__(self, browser, url: str, login: str, width: int, height: int, *, phone: bool = False):
        self._url = url
        self._context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", timezone_id="UTC", reduced_motion="reduce",
            is_mobile=phone, has_touch=phone)
        self._context.set_default_timeout(_PATIENCE)
        self.page = self._context.new_page()
        self._asked: set = set()
        self.page.on("request", self._begun)
        for end in ("requestfinished", "requestfailed"):
            self.page.on(end, self._ended)
        self.page.goto(f"{url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", login)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_action_manager > *", state="attached")
        self.calm()

    def __enter__(self):
        return self

    def resized(self, width: int, height: int) -> Screen:
        self.page.set_viewport_size({"width": width, "height": height})
        return self

    def __exit__(self, *_fault):
        """It stays open: to log in again would load all scripts again."""

    def _begun(self, request) -> None:
        """What is asked by the page itself; the bus asks for ever."""
        if request.resource_type in ("fetch", "xhr", "image") and "/websocket" not in request.url:
            self._asked.add(request)

    def _ended(self, request) -> None:
        self._asked.discard(request)

    def calm(self) -> None:
        """Wait until nothing is asked of the server any more, and keep still what moves."""
        self.page.add_style_tag(content=_CALM)
        self.page.mouse.move(1, self.page.viewport_size["height"] - 1)  # where nothing explains itself
        quiet = waited = 0
        while quiet < _QUIET:  # Chromium's own measure never comes to rest while the bus is connected
            self.page.wait_for_timeout(_TICK)
            quiet, waited = 0 if self._asked else quiet + _TICK, waited + _TICK
            if waited > _PATIENCE:
                raise RuntimeError(f"No answer to {[request.url for request in self._asked]}")

    def call(self, model: str, method: str, *args, **kwargs):
        return self.page.evaluate(_CALL, [model, method, list(args), kwargs])

    def lead_id(self, name: str) -> int:
        [found] = self.call("crm.lead", "search", [["name", "=", name]], limit=1)
        return found

    def open(self, action: str, record: int | None = None) -> None:
        """Open an action by its external id, or a record in it."""
        self.page.goto(f"{self._url}/odoo/action-{action}" + (f"/{record}" if record else ""))
        self.page.wait_for_selector(".o_view_controller")
        self.calm()

    def open_lead(self, name: str) -> None:
        self.open("crm.crm_lead_all_leads", self.lead_id(name))

    def dialog(self, action: str, names: list[str]) -> None:
        """Open a dialog on leads, as its entry in the menu Actions does."""
        ids = [self.lead_id(name) for name in names]
        context = {"active_model": "crm.lead", "active_id": ids[0], "active_ids": ids}
        self.page.evaluate(_ACTION, [action, {"additionalContext": context}])
        self.page.wait_for_selector(".modal .modal-footer button")
        self.calm()

    def press(self, selector: str, then: str | None = None) -> None:
        """Click, and wait for what comes of it."""
        self.page.click(selector)
        if then:
            self.page.wait_for_selector(then)
        self.calm()

    def shot(self, path: Path, selector: str = ".o_action_manager", height: int | None = None) -> Path:
        """A picture of one part of the window, from its top on."""
        box = self.page.locator(selector).first.bounding_box()
        size = self.page.viewport_size
        height = min(height or box["height"], size["height"] - box["y"])
        clip = {"x": box["x"], "y": box["y"], "width": min(box["width"], size["width"]), "height": height}
        self.page.screenshot(path=path, clip=clip, animations="disabled")
        print(path.stem, flush=True)
        return path
