"""What the person at the terminal sees: steps, their time, and refusals in one sentence."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time

INTERRUPTED = 130
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BEAT_SECONDS = 10
_print_lock = threading.Lock()


class Refusal(Exception):
    """Something the user can put right. Its text is all they see of it."""


def say(text: str = "") -> None:
    """Print at once, also into a pipe: a log that comes late is no progress."""
    with _print_lock:
        print(text, flush=True)


class Step:
    """A running step; `note` says what it is doing just now."""

    def __init__(self, title: str):
        self.title = title
        self.started = time.monotonic()
        self.last_note = ""
        self._printed = self.started

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def note(self, text: str) -> None:
        """Tell progress: on a terminal on one changing line, in a log a line now and then."""
        self.last_note = text
        if sys.stdout.isatty():
            with _print_lock:
                line = f"  {self.title}: {text} ({self.seconds:.0f} s)"
                print(f"\r\033[K{line[:110]}", end="", flush=True)
        elif time.monotonic() - self._printed > _BEAT_SECONDS:
            self._printed = time.monotonic()
            say(f"  ... {self.title}: {text} ({self.seconds:.0f} s)")

    def end(self, word: str) -> None:
        clear = "\r\033[K" if sys.stdout.isatty() else ""
        say(f"{clear}  {word:<6} {self.title} ({self.seconds:.1f} s)")


@contextlib.contextmanager
def step(title: str):
    """Say that a step runs and how long it took."""
    if not sys.stdout.isatty():
        say(f"  start  {title}")
    running = Step(title)
    try:
        yield running
    except BaseException:
        running.end("FAILED")
        raise
    running.end("done")


def _interrupt(number, _frame):
    """Every polite way of being stopped takes the one way out, through the clean-up.

    A second Ctrl-C must not interrupt that; it takes seconds.
    """
    for each in _STOPS:
        signal.signal(each, _already_stopping)
    raise KeyboardInterrupt(number)


def _already_stopping(_number, _frame):
    say("  Stopping ...")


def run_main(main) -> int:
    """Run a command so that whoever types it never meets a traceback for what they can put right."""
    for number in _STOPS:
        # `nohup` asks to outlive the terminal. Ctrl-C is obeyed even where a shell's `&` turned it off.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        return main() or 0
    except Refusal as refusal:
        say(f"\n{refusal}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return INTERRUPTED
