"""Cost against size as a drawing: SVG written as text, both axes logarithmic, for light and for dark pages."""

from __future__ import annotations

import math
from html import escape
from typing import NamedTuple

WAYS = {"odoo": "Odoo", "ours": "this addon", "floor": "plain SQL"}
_WIDTH, _LEFT, _TOP, _PANEL, _PLOT_W, _PLOT_H, _GAP = 860, 66, 76, 250, 300, 165, 430
# Each way by its colour and by its form, so that the colour alone says nothing.
_STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-size: 16px; font-weight: 600 }
  .name { font-weight: 600 } .page { fill: #ffffff } .grid { stroke: #d0d7de; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 } .odoo { stroke: #b35900 } .ours { stroke: #0550ae }
  .floor { stroke: #57606a; stroke-dasharray: 5 4 } .mark { stroke-width: 2; fill: #ffffff }
  .floor.mark { stroke-dasharray: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .page, .mark { fill: #0d1117 } .grid { stroke: #30363d }
    .odoo { stroke: #f0883e } .ours { stroke: #79c0ff } .floor { stroke: #9ea7b3 }
  }
"""


class Panel(NamedTuple):
    """One thing that was done, at several sizes."""

    title: str
    points: dict[str, list[tuple[int, float]]]  # {way: [(leads, seconds)]}


def _decades(values) -> tuple[int, int]:
    """The powers of ten around some values; one at least between them."""
    least, most = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return least, max(most, least + 1)


def _time(power: int) -> str:
    for unit, lost in (("s", 0), ("ms", 3), ("µs", 6)):
        if power >= -lost:
            return f"{10 ** (power + lost):,} {unit}"
    return f"{10.0**power} s"


def _leads(power: int) -> str:
    return f"{10 ** (power - 6)}M" if power >= 6 else f"{10 ** (power - 3)}k" if power >= 3 else str(10**power)


def _mark(way: str, x: float, y: float) -> str:
    if way == "odoo":
        return f'<rect class="odoo mark" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    if way == "ours":
        return f'<circle class="ours mark" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    return f'<path class="floor mark" d="M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"/>'


def _drawn(panel: Panel, left: float, top: float) -> list[str]:
    points = [point for each in panel.points.values() for point in each]
    x_low, x_high = _decades([leads for leads, _seconds in points])
    y_low, y_high = _decades([seconds for _leads, seconds in points])

    def at(leads: float, seconds: float) -> tuple[float, float]:
        return (
            left + _PLOT_W * (math.log10(leads) - x_low) / (x_high - x_low),
            top + _PLOT_H * (1 - (math.log10(seconds) - y_low) / (y_high - y_low)),
        )

    lines = [f'<text class="name" x="{left}" y="{top - 12}">{escape(panel.title)}</text>']
    for power in range(x_low, x_high + 1):
        x, _y = at(10**power, 10**y_low)
        lines.append(f'<path class="grid" d="M{x:.1f} {top}v{_PLOT_H}"/>')
        lines.append(f'<text x="{x:.1f}" y="{top + _PLOT_H + 17}" text-anchor="middle">{_leads(power)}</text>')
    step = 1 if y_high - y_low < 6 else 2
    for power in range(y_low, y_high + 1, step):
        _x, y = at(10**x_low, 10.0**power)
        lines.append(f'<path class="grid" d="M{left} {y:.1f}h{_PLOT_W}"/>')
        lines.append(f'<text x="{left - 7}" y="{y + 4:.1f}" text-anchor="end">{_time(power)}</text>')
    lines.append(f'<text x="{left + _PLOT_W / 2}" y="{top + _PLOT_H + 34}" text-anchor="middle">leads</text>')
    for way, each in panel.points.items():
        spots = [at(*point) for point in sorted(each)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        lines.append(f'<polyline class="line {way}" points="{path}"/>')
        lines += [_mark(way, x, y) for x, y in spots]
    return lines


def drawing(title: str, said: str, panels: list[Panel]) -> str:
    """:param said: the same in words, for who cannot see it"""
    height = _TOP + _PANEL * math.ceil(len(panels) / 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        ' role="img" aria-labelledby="title said">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="said">{escape(said)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{_WIDTH}" height="{height}"/>',
        f'<text class="title" x="20" y="26">{escape(title)}</text>',
    ]
    shown = [way for way in WAYS if any(way in panel.points for panel in panels)]
    for place, way in enumerate(shown):
        x = _WIDTH - 120 * (len(shown) - place)
        lines.append(f'<path class="line {way}" d="M{x} 22h30"/>{_mark(way, x + 15, 22)}')
        lines.append(f'<text x="{x + 37}" y="26">{WAYS[way]}</text>')
    for place, panel in enumerate(panels):
        lines += _drawn(panel, _LEFT + _GAP * (place % 2), _TOP + _PANEL * (place // 2))
    return "\n".join([*lines, "</svg>", ""])
