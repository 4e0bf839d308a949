"""Starting other programs so that none of them is left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from .console import Refusal

_PR_SET_PDEATHSIG = 1
_running: set[subprocess.Popen] = set()
_closing = threading.Event()


def _die_with_parent() -> None:
    """Linux ends the child when its parent is killed without a chance to clean up."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def require(program: str, why: str) -> str:
    found = shutil.which(program)
    if not found:
        raise Refusal(f"`{program}` is missing: {why}")
    return found


def start(command, *, env=None, cwd=None, output=None) -> subprocess.Popen:
    """Start a program in a session of its own, so that Ctrl-C reaches it through us and not twice."""
    if _closing.is_set():
        raise Refusal("Stopped.")
    process = subprocess.Popen(
        [str(part) for part in command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )
    _running.add(process)
    return process


def _members(session: int):
    """The processes of a session: Odoo's, and the browser it started."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError):
            if os.getsid(int(entry.name)) == session:
                yield int(entry.name)


def stop(process: subprocess.Popen, patience: float = 10) -> None:
    """End a program started here and all it started, politely first."""
    session = process.pid
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = list(_members(session))
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, number)
        if left:
            time.sleep(0.3)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    _running.discard(process)


def stop_all() -> None:
    """End everything that runs, also what other threads started, and let nothing new begin."""
    _closing.set()
    for process in list(_running):
        stop(process)


def _end_when_silent(process: subprocess.Popen, heard: list[float], patience: float) -> None:
    """End a program that has hung: a test that waits for itself must fail, not hold up the run for ever."""
    while process.poll() is None:
        silence = time.monotonic() - heard[0]
        if silence > patience:
            with contextlib.suppress(OSError):
                process.send_signal(signal.SIGQUIT)  # Odoo answers it by logging where each thread stands
            time.sleep(5)
            return stop(process)
        time.sleep(min(5, max(0.1, patience - silence)))


def run_logged(command, log: Path, *, on_line=None, env=None, cwd=None, patience: float | None = None) -> int:
    """Run to the end, every line into the log and past `on_line`; the exit code.

    With `patience`, a program that says nothing for so many seconds is ended.
    """
    with open(log, "a", encoding="utf-8") as sink:
        process = start(command, env=env, cwd=cwd)
        heard = [time.monotonic()]
        if patience:
            threading.Thread(target=_end_when_silent, args=(process, heard, patience), daemon=True).start()
        try:
            for line in process.stdout:
                heard[0] = time.monotonic()
                sink.write(line)
                if on_line:
                    on_line(line.rstrip())
            return process.wait()
        finally:
            stop(process)


def run_attached(command, *, env=None, cwd=None) -> int:
    """Run with the user's own terminal: they may type to it, and Ctrl-C reaches it directly."""
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd)
    _running.add(process)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        _running.discard(process)


def must(command, log: Path, what: str, *, on_line=None, env=None, cwd=None) -> None:
    """Run a set-up step; if it fails, say what and show the end of what it said."""
    last: list[str] = []

    def keep(line: str) -> None:
        if line.strip():
            last.append(line)
            del last[:-6]
            if on_line:
                on_line(line)

    if run_logged(command, log, on_line=keep, env=env, cwd=cwd):
        raise Refusal(f"{what} failed:\n    " + "\n    ".join(last) + f"\nThe whole log is {log}")
