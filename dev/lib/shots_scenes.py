"""What is shown on the pictures, played in the demo data of the addon. Run by the Python of dev/shots alone:
address of the Odoo, path of the browser, folder to write into.

Scenes that change something come last, and the pictures of one do not depend on another.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright  # noqa: E402

from lib.shots_animation import convert_and_undo  # noqa: E402
from lib.shots_banner import banner  # noqa: E402
from lib.shots_pictures import squeeze  # noqa: E402
from lib.shots_screen import Screen  # noqa: E402

_CONVERT = "crm.action_crm_lead2opportunity_partner"
_MERGE = "crm.action_merge_opportunities"
_DIALOG = ".modal-content"
_ICON = Path(__file__).resolve().parents[2] / "static" / "description" / "icon.png"
_CHAIN = ["Machines for four brasseries", "Website form: call me back", "Fifth brasserie at the coast"]


def convert_dialog(new, into: Path) -> None:
    with new("demo", 1000, 900) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog(_CONVERT, ["Invoice address and a new grinder"])
        screen.shot(into / "convert_dialog.png", _DIALOG)


def convert_similar(new, into: Path) -> None:
    with new("demo", 1140, 960) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog(_CONVERT, ["Price of the Duetto?"])
        screen.page.wait_for_selector(".modal .o_crm_merge_preview")
        screen.shot(into / "convert_similar.png", _DIALOG)


def similar_leads(new, into: Path) -> None:
    with new("demo", 1100, 700) as screen:
        screen.open_lead("Website form: call me back")
        screen.press("button[name=action_show_potential_duplicates]", ".o_kanban_view")
        screen.shot(into / "similar_leads.png", height=350)


def similar_entry(new, into: Path) -> None:
    with new("demo", 1100, 760) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.press(".o_list_button_add", ".o_form_view")
        screen.page.fill(".o_field_widget[name=name] :is(input, textarea)", "A grinder for decaf")
        screen.page.fill(".o_field_widget[name=email_from] input", "Anouk.Lambrecht@brulerie-sablon.example.com")
        screen.press(".o_field_widget[name=contact_name] input", ".o_crm_similar_line")
        screen.shot(into / "similar_entry.png", height=560)


def merge_dialog(new, into: Path) -> None:
    with new("demo", 1250, 980) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog(_MERGE, _CHAIN)
        screen.page.wait_for_selector(".modal .o_crm_merge_preview")
        screen.shot(into / "merge_dialog.png", _DIALOG)


def merge_dialog_phone(new, into: Path) -> None:
    with new("demo", 390, 844, phone=True) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog(_MERGE, _CHAIN)
        screen.page.wait_for_selector(".modal .o_crm_merge_preview")
        screen.shot(into / "merge_dialog_phone.png", _DIALOG)


def duplicates(new, into: Path) -> None:
    with new("admin", 1500, 860) as screen:
        screen.call("crm.lead.duplicate", "scan")
        screen.open("crm_lead_conversion.crm_lead_duplicate_action")
        screen.shot(into / "duplicates.png", height=700)


def convert_undo(new, into: Path) -> None:
    with new("demo", 1000, 700) as screen:
        screen.open_lead("Second machine for the roastery shop")
        screen.press(".o_form_view button:has-text('Convert to Opportunity')", ".modal button[name=action_apply]")
        screen.press(".modal button[name=action_apply]", "body:not(:has(.modal)) .o_form_view")
        screen.press(".o_cp_action_menus .dropdown-toggle", ".o-dropdown--menu")
        screen.shot(into / "convert_undo.png", height=430)


def convert_outcome(new, into: Path) -> None:
    names = [
        "Trade fair card: Lacroix", "Brochure for the Trio", "Asked about lead times",
        "Invoice address and a new grinder", "Foyer machine, agreed on the phone"]
    with new("demo", 1400, 1100) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog("crm.action_crm_send_mass_convert", names)
        screen.shot(into / "convert_several.png", _DIALOG)
        screen.press(".modal button[name=action_mass_convert]", "body:not(:has(.modal)) .o_form_view")
        screen.shot(into / "convert_outcome.png", height=600)


def merge_result(new, into: Path) -> None:
    with new("demo", 1300, 800) as screen:
        screen.open("crm.crm_lead_all_leads")
        screen.dialog(_MERGE, _CHAIN)
        screen.page.wait_for_selector(".modal .o_crm_merge_preview")
        screen.press(".modal button[name=action_merge]", "body:not(:has(.modal)) .o_form_view")
        screen.shot(into / "merge_result.png", height=560)
        screen.press(".o_notebook .nav-link:has-text('Merges')", ".o_crm_merge_panel")
        screen.shot(into / "merge_panel.png", height=600)
    with new("demo", 900, 700) as screen:
        screen.open_lead(_CHAIN[0])
        screen.press("button.o_crm_merge_alternatives >> nth=0", ".o_crm_merge_alternatives_popover")
        screen.shot(into / "merge_alternatives.png", height=480)


_SCENES = (
    convert_dialog, convert_similar, similar_leads, similar_entry, merge_dialog, merge_dialog_phone, duplicates,
    convert_undo, convert_and_undo, merge_result, convert_outcome)


def main(url: str, browser_path: str, into: str) -> None:
    folder = Path(into)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-proxy-server", "--lang=en-US"])

        screens: dict = {}

        def new(login: str, width: int, height: int, *, phone: bool = False) -> Screen:
            if (login, phone) not in screens:
                screens[login, phone] = Screen(browser, url, login, width, height, phone=phone)
            return screens[login, phone].resized(width, height)

        taken = Path(scratch)
        for scene in _SCENES:
            scene(new, taken)
        banner(browser, _ICON, taken / "merge_dialog.png", taken / "banner.png")
        for path in sorted(taken.glob("*.png")):
            squeeze(path)
            (folder / path.name).write_bytes(path.read_bytes())
        for path in sorted(taken.glob("*.gif")):
            (folder / path.name).write_bytes(path.read_bytes())
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
