"""What dev/bench says of the plans by which PostgreSQL ran what was measured."""

from __future__ import annotations

from .console import say


def lines_of(title: str, told: dict) -> list[str]:
    """The plans of one question, as text."""
    through = ", ".join(told["through"]) or "none"
    lines = [f"{title}: {told['statements']} statements, {told['plans']} plans; big tables read through: {through}"]
    for plan in told["shown"]:
        lines += ["", f"  {plan['statement']}", f"  -- {plan['sender']}; buffers: {plan['buffers']}"]
        lines += [f"     {line}" for line in plan["lines"]]
    if told["alike"]:
        lines += ["", f"  {told['alike']} more of its plans are like one that is shown."]
    return lines


def plans(found: dict) -> None:
    say("\nPlans as they were run, with what was really read")
    say("Big tables: " + (", ".join(f"{name} ({rows})" for name, rows in sorted(found["big"].items())) or "none"))
    for title, told in found["plans"].items():
        say()
        for line in lines_of(title, told):
            say(line)


def faults(found: dict) -> list[str]:
    """:return: what read a big table from end to end where one lead, or a page of them, was asked about"""
    return [
        f"A big table was read from end to end by {title}: {', '.join(told['through'])}"
        for title, told in found.get("plans", {}).items()
        if told["through"]
    ]
