"""Inside a Python that has Odoo: try mutants, each in a process of its own that is split off this one.

So a mutant costs what its tests cost, and no start of Odoo. Nothing is written into the checkout.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import importlib.util
import json
import logging
import os
import signal
import sys
import time
import traceback
import types
import unittest
from pathlib import Path

from . import addon
from .mutants import mutants
from .mutate_mark import MARK

_PACKAGE = f"odoo.addons.{addon.NAME}"
# What a killed mutant ends with is decided by its process: 0 survived, 1 a test failed, 2 it cannot even be loaded.
_SURVIVED, _NOTICED, _BROKEN = 0, 1, 2


def tell(**news) -> None:
    print(MARK + json.dumps(news), flush=True)


def _in_child(work, limit: float, quiet: bool = True) -> str:
    """What came of `work`, done in a process of its own that is ended after some seconds."""
    pid = os.fork()
    if not pid:
        signal.setitimer(signal.ITIMER_REAL, limit)
        if quiet:
            sink = os.open(os.devnull, os.O_WRONLY)
            os.dup2(sink, 1)
            os.dup2(sink, 2)
        code = _BROKEN
        try:
            code = work()
        except BaseException:  # whatever it is, the child must not go on as its parent
            traceback.print_exc()
        os._exit(code)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        return "slow" if os.WTERMSIG(status) == signal.SIGALRM else "noticed"
    return {_SURVIVED: "survived", _NOTICED: "noticed"}.get(os.WEXITSTATUS(status), "broken")


def _run_tests(names) -> int:
    """Run test files up to the first failure."""
    from odoo.tests.result import OdooTestResult
    from odoo.tests.suite import OdooSuite

    class FirstFailure(OdooTestResult):
        def logError(self, _flavour, test, error):
            sys.stderr.write(self._exc_info_to_string(error, test))
            sys.stderr.flush()
            os._exit(_NOTICED)

    for name in names:
        module = importlib.import_module(f"{_PACKAGE}.tests.{name}")
        by_class = unittest.defaultTestLoader.loadTestsFromModule(module)
        OdooSuite(test for tests in by_class for test in tests)(FirstFailure())
    return _SURVIVED


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads another text than the one in the file."""

    source = ""

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec")


class _Finder:
    def __init__(self, name: str, path: Path, source: str):
        self.name, self.loader = name, _Changed(name, str(path))
        self.path, self.loader.source = path, source

    def find_spec(self, name, _path=None, _target=None):
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.path, loader=self.loader)
        return None


def _without_database(path: Path, source: str, tests) -> int:
    """Nothing of the addon is loaded yet: load what the tests need, with one file as it is not."""
    name = f"{_PACKAGE}.{'.'.join(path.relative_to(addon.ROOT).with_suffix('').parts)}"
    sys.meta_path.insert(0, _Finder(name, path, source))
    for folder in ("", "tests"):  # as packages that load nothing by themselves
        package = types.ModuleType(".".join(filter(None, (_PACKAGE, folder))))
        package.__path__ = [str(addon.linked() / folder)]
        sys.modules[package.__name__] = package
    return _run_tests(tests)


def _in_database(path: Path, source: str, tests) -> int:
    """All is loaded: let the functions of the classes do what those of the changed file do."""
    name = f"{_PACKAGE}.{'.'.join(path.relative_to(addon.ROOT).with_suffix('').parts)}"
    module = sys.modules[name]
    changed = {"__name__": name, "__package__": name.rpartition(".")[0], "__file__": str(path)}
    exec(compile(source, str(path), "exec"), changed)
    for key, value in changed.items():
        old = module.__dict__.get(key)
        if isinstance(value, type) and value.__module__ == name:
            for part, inner in vars(value).items():
                if isinstance(inner, types.FunctionType):
                    known = vars(old)[part]
                    known.__code__, known.__defaults__ = inner.__code__, inner.__defaults__
        elif isinstance(value, types.FunctionType) and value.__module__ == name:
            old.__code__, old.__defaults__ = value.__code__, value.__defaults__
        elif not key.startswith("__") and not isinstance(value, type | types.ModuleType | types.FunctionType):
            setattr(module, key, value)
    return _run_tests(tests)


def _start(wish: dict):
    """Odoo as far as the tests need it."""
    import odoo.tests  # noqa: F401  once, and not in each child
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config(["-c", wish["config"]], setup_logging=False)
    initialize_sys_path()
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(ImportError):
        from hypothesis import Phase, settings

        # the same examples for each mutant, and no search for a smaller one: that a test fails is enough
        settings.register_profile(
            "mutate", derandomize=True, database=None, deadline=None, phases=(Phase.explicit, Phase.generate)
        )
        settings.load_profile("mutate")
    if not wish["database"]:
        return _without_database
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_all

    Registry(wish["database"])
    config["test_enable"] = True  # not before: Odoo would run the tests while it loads
    for tests in wish["files"].values():
        for name in tests:
            importlib.import_module(f"{_PACKAGE}.tests.{name}")
    close_all()  # a connection must not be shared with a child
    return _in_database


def main(wish: dict) -> None:
    run = _start(wish)
    for name, tests in wish["files"].items():
        path = addon.ROOT / name
        source = path.read_text(encoding="utf-8")
        started = time.monotonic()
        outcome = _in_child(lambda path=path, source=source, tests=tests: run(path, source, tests), 3600, quiet=False)
        usual = time.monotonic() - started
        if outcome != "survived":
            sys.exit(f"The tests of {name} do not pass as it is: {outcome}")
        tried, total = mutants(path, wish["seed"], wish["share"])
        tell(file=name, tried=len(tried), total=total, seconds=round(usual, 1))
        for mutant in tried:
            outcome = _in_child(
                lambda path=path, tests=tests, mutant=mutant: run(path, mutant.source, tests), usual * 5 + 5
            )
            tell(file=name, line=mutant.line, operator=mutant.operator, change=mutant.shown, outcome=outcome)
    tell(finished=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
