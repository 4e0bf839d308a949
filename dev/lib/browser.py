"""The browser that drives the tours, and takes the pictures."""

from __future__ import annotations

import shutil

# The names Odoo's test runner looks for, in its order.
_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
MISSING = (
    "No Chromium is installed, and without it neither tours nor dev/shots run: install it (on Debian: "
    "apt-get install chromium)."
)


def found() -> str | None:
    """:return: path of the program"""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)
