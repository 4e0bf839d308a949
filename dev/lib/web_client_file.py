"""The one script of the web client that Debian's odoo-19 lacks; without it the backend bundle breaks."""

from __future__ import annotations

from pathlib import Path

from . import npm

_NPM_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
_SCRIPT = "selfie_segmentation.js"
_PLACE = Path("mail/static/lib/selfie_segmentation")


def lacks_script(addons) -> bool:
    return not any((folder / _PLACE / _SCRIPT).exists() for folder in addons)


def add_missing_script(addons) -> None:
    """Put the script where Odoo looks for it."""
    if not lacks_script(addons):
        return
    script = npm.read(_NPM_PACKAGE, _SCRIPT)
    target = addons[0] / _PLACE
    target.mkdir(parents=True, exist_ok=True)
    (target / _SCRIPT).write_bytes(script)
