"""The results of runs, kept in the cache: what takes an hour can be stopped and goes on later."""

from __future__ import annotations

import contextlib
import datetime
import json
import subprocess
from pathlib import Path

from . import addon, cache


def folder() -> Path:
    path = cache.folder() / "bench-results"
    path.mkdir(exist_ok=True)
    return path


def _path(scenario: str, leads: int) -> Path:
    return folder() / f"{scenario}-{leads}.json"


def _commit() -> str:
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        command = ["git", "-C", addon.ROOT, "rev-parse", "--short=10", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return ""


def keep(scenario: str, wish, found: dict) -> None:
    told = {
        "addon": addon.fingerprint(), "commit": _commit(), "date": f"{datetime.date.today():%Y-%m-%d}",
        "seed": wish.seed, "brief": wish.brief, "plans": wish.plans, "runs": wish.runs, "found": found,
    }  # fmt: skip
    path = _path(scenario, wish.leads)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(told), encoding="utf-8")
    half.replace(path)


def kept(scenario: str, leads: int) -> dict | None:
    """:return: the last result, of whichever state of the addon"""
    with contextlib.suppress(OSError, ValueError):
        return json.loads(_path(scenario, leads).read_text(encoding="utf-8"))
    return None


def serves(told: dict | None, wish) -> bool:
    """:return: whether a result answers a wish: of this addon and seed, with all that is wished"""
    return bool(
        told
        and told["addon"] == addon.fingerprint()
        and told["seed"] == wish.seed
        and told["brief"] <= wish.brief
        and told["plans"] >= wish.plans
        and told["runs"] >= wish.runs
    )
