"""The browser that drives the tours."""

from __future__ import annotations

import shutil

# The names Odoo's test runner looks for, in its order.
_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
MISSING = (
    "No Chromium is installed, and without it the tours do not run: install it (on Debian: apt-get install chromium)."
)


def found() -> bool:
    return any(shutil.which(name) for name in _NAMES)
