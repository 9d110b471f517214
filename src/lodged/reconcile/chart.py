"""The bridge drawn as a waterfall: one row a step, readable in black and white, no script and no style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from lodged.core.json import Absent
from lodged.reconcile.bridge import Step, StepKind

_WIDTH, _ROW, _BAR, _TOP = 960, 30, 18, 8
_LABELS, _NUMBERS = 340, 190
_TOTAL_COLOR, _LESS_COLOR, _MORE_COLOR = "#162e51", "#a9aeb1", "#2378c3"
_BAND_COLOR = "#fee685"


def waterfall_svg(steps: Sequence[Step]) -> str:
    """Draw the bridge as an SVG element, with a title and a description for screen readers."""
    most = max((max(step.after, step.after - step.change, _high(step)) for step in steps), default=0) or 1
    scale = (_WIDTH - _LABELS - _NUMBERS) / most
    height = 2 * _TOP + _ROW * len(steps)
    rows = "".join(_row(index, step, scale) for index, step in enumerate(steps))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="bridge-title bridge-words" font-family="inherit" font-size="15">'
        f'<title id="bridge-title">The bridge from the list to the people held</title>'
        f'<desc id="bridge-words">{escape(_in_words(steps))} The table beside it says the same.</desc>{rows}</svg>'
    )


def _row(index: int, step: Step, scale: float) -> str:
    top = _TOP + index * _ROW
    middle = top + _ROW / 2
    begin, end = (0, step.after) if step.kind is StepKind.TOTAL else (step.after - step.change, step.after)
    left, width = _LABELS + min(begin, end) * scale, abs(end - begin) * scale
    weight = "bold" if step.kind is StepKind.TOTAL else "normal"
    number = f"{step.after:,}" if step.kind is StepKind.TOTAL else f"{step.change:+,}".replace("-", "\u2212")
    return (
        f'<text x="{_LABELS - 12}" y="{middle}" dy="0.35em" text-anchor="end" font-weight="{weight}" fill="#1b1b1b">'
        f"{escape(step.label)}</text>"
        f"{_band(step, top, scale)}"
        f'<rect x="{left:.1f}" y="{top + (_ROW - _BAR) / 2}" width="{max(width, 1):.1f}" height="{_BAR}" '
        f'fill="{_color(step)}" stroke="#1b1b1b" stroke-width="{0.5 if step.kind is StepKind.CHANGE else 0}"/>'
        f'<text x="{max(left + width, _LABELS + _high(step) * scale) + 8:.1f}" y="{middle}" dy="0.35em" '
        f'font-weight="{weight}" fill="#1b1b1b">{number}{_interval(step)}</text>'
    )


def _high(step: Step) -> int:
    return 0 if isinstance(step.after_expected, Absent) else step.after_expected.high


def _band(step: Step, top: float, scale: float) -> str:
    """Frame around a bar's end where the count after it lies once every doubt is settled."""
    likely = step.after_expected
    if isinstance(likely, Absent) or likely.low == likely.high:
        return ""
    return (
        f'<rect class="band" x="{_LABELS + likely.low * scale:.1f}" y="{top + 2}" '
        f'width="{max((likely.high - likely.low) * scale, 2):.1f}" height="{_ROW - 4}" '
        f'fill="{_BAND_COLOR}" stroke="#1b1b1b" stroke-dasharray="3 2" stroke-width="0.75"/>'
    )


def _interval(step: Step) -> str:
    likely = step.after_expected
    if step.kind is not StepKind.TOTAL or isinstance(likely, Absent) or likely.low == likely.high:
        return ""
    return f" settled; {likely.low:,} to {likely.high:,}"


def _color(step: Step) -> str:
    if step.kind is StepKind.TOTAL:
        return _TOTAL_COLOR
    return _MORE_COLOR if step.change > 0 else _LESS_COLOR


def _in_words(steps: Sequence[Step]) -> str:
    return " ".join(
        f"{step.label}: {step.after}{_interval(step)}."
        if step.kind is StepKind.TOTAL
        else f"{step.label}: {step.change:+}."
        for step in steps
    )
