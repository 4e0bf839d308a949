"""The banner of the store page, put together of the icon and a picture. Run by the Python of dev/shots alone."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_PAGE = Path(__file__).with_name("shots_banner.html")


def banner(browser, icon: Path, picture: Path, into: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        page_file = shutil.copy(_PAGE, folder)
        shutil.copy(icon, Path(folder) / "icon.png")
        shutil.copy(picture, Path(folder) / "picture.png")
        page = browser.new_page(viewport={"width": 1120, "height": 560})
        page.goto(Path(page_file).as_uri())
        page.screenshot(path=into)
        page.close()
