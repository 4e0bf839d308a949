"""The databases of dev/test: a pristine CRM to copy from, and one with the addon for the fast loop."""

from __future__ import annotations

from . import addon, cache, odoo_log
from .console import Refusal, step
from .workplace import Workplace

# What gives leads more fields, and has rows that point at them.
WIDE = (
    "sale_crm",
    "event_crm",
    "survey_crm",
    "website_crm",
    "crm_sms",
    "mass_mailing_crm",
    "crm_livechat",
    "crm_mail_plugin",
    "base_automation",
)
_PREFIX = f"test_{addon.NAME}_{cache.checkout()}"


class TestDatabases:
    """Fresh databases, made fast: each is a copy of one in which Odoo's own CRM was installed once."""

    def __init__(self, place: Workplace):
        self._place = place
        self._databases = place.databases

    def pristine(self, *, demo: bool, wide: bool = False) -> str:
        """Odoo's CRM as Odoo ships it. Nothing of this addon is in it, so it serves until Odoo itself changes.

        With `wide`, also those of Odoo's addons that give leads more fields and point at them.
        """
        name = f"test_{addon.NAME}_pristine_{'wide' if wide else 'demo' if demo else 'plain'}"
        addons = ",".join(("crm", *WIDE)) if wide else "crm"
        source = self._place.odoo.source.package
        built = [source, (source / "release.py").stat().st_mtime_ns, self._place.odoo.python]
        note = {"odoo": cache.fingerprint(*built, *([addons] if wide else []))}
        with cache.locked("pristine"):  # checkouts share it
            if self._databases.note(name) != note:
                self._databases.create(name)
                title = "Installing Odoo's CRM" + " and what extends it" * wide + " with demo data" * demo
                self.load(name, title, "-i", addons, demo=demo)
                self._databases.set_note(name, note)
        return name

    def copy(self, purpose: str, *, demo: bool, wide: bool = False) -> str:
        """A database of its own for a stage."""
        name = f"{_PREFIX}_{purpose}"
        self._databases.create(name, self.pristine(demo=demo, wide=wide))
        return name

    def drop(self, name: str) -> None:
        self._databases.drop(name)

    def load(self, name: str, title: str, *arguments: str, demo: bool = True) -> None:
        """Install or update outside of any counted stage: here a failure ends the run."""
        log = cache.logs() / f"load-{name.removeprefix(_PREFIX).strip('_')}.log"
        log.unlink(missing_ok=True)
        wanted = ["--with-demo"] if demo else []
        with step(title) as running:
            config = self._place.odoo.config(name)
            code = self._place.odoo.run(
                config, log, *arguments, *wanted, "--stop-after-init", "--no-http", note=running.note
            )
        if code:
            faults = "\n".join(odoo_log.read(log).faults[-1:])
            raise Refusal(f"{faults}\n{title} failed. The whole log is {log}".lstrip())

    def prepared(self, *, fresh: bool, update: bool) -> str:
        """The database with the addon that stays for the next run; brought up to date if `update`."""
        name = f"{_PREFIX}_prepared"
        base = self._databases.note(self.pristine(demo=True))
        note = self._databases.note(name) or {}
        loaded = addon.fingerprint()
        if fresh or note.get("base") != base:
            self._databases.create(name, self.pristine(demo=True))
            self.load(name, "Installing the addon", "-i", addon.NAME)
        elif update and note.get("loaded") != loaded:
            self._databases.set_note(name, {"base": base})
            self.load(name, "Updating the addon", "-u", addon.NAME)
        elif not update:
            return name
        self._databases.set_note(name, {"base": base, "loaded": loaded})
        return name
