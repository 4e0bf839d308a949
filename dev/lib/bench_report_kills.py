"""What dev/bench kills prints."""

from __future__ import annotations

from .console import say


def kills(found: dict) -> None:
    say(
        f"\nTwo Odoo servers on one database, one job of {found['groups']} groups to merge;"
        f" {found['kills']} times one of them was killed (kill -9) at a random moment and started again"
    )
    say(f"When the killing ended, {found['done']} groups were done; the rest took {found['seconds']:.0f} s")
    say(f"Both were seen at work at the same moment {found['at_once']} times, undoing {found['undo_at_once']} times")
    say("After each kill no group was half merged; in the end each was merged once, and undoing all of them")
    say("left the records, their messages, activities, files, followers and tags as they were before.")
