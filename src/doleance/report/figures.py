"""Turns figures into Vega-Lite specifications: plain dicts, every label written beforehand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

INK, SOFT, LINE, ACCENT = "#1d2330", "#5d6675", "#e3e6eb", "#27476e"
TONES = {"up": "#1f7a5c", "down": "#b4442f", "mute": "#667080", "plain": ACCENT}
PARTS = {"negative": "#b4442f", "neutral": "#9aa3b2", "positive": "#1f7a5c"}
ON_PARTS = {"negative": "#ffffff", "neutral": INK, "positive": "#ffffff"}
WIDE, NARROW = 640, 330
LABELS = 190
LEAST_LABELLED = 0.1
FEW_ROWS = 8
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its interval: one row of a chart, or one point of a line; ``weight`` is the number of people."""

    label: str
    value: float
    low: float
    high: float
    text: str
    tone: str = "mute"
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Three shares that add up to one, with the words written on each part."""

    label: str
    shares: tuple[float, float, float]
    texts: tuple[str, str, str]


def chart_estimates(estimates: Sequence[Estimate], write: Callable[[float], str], zero: float | None, is_narrow: bool = False) -> Spec:
    """Return a dot with its interval for each row, in the order given; ``write`` words the ticks."""
    step = 44 if is_narrow else 42 if len(estimates) <= FEW_ROWS else 32
    ticks = choose_ticks([end for row in estimates for end in (row.low, row.high)] + ([] if zero is None else [zero]))
    most = max((row.weight for row in estimates), default=1)
    rows = [
        {"row": i, "label": shorten(row.label, 42 if is_narrow else 28), "value": row.value, "low": row.low, "high": row.high,
         "text": row.text, "tone": row.tone, "size": 50 + 210 * row.weight / max(most, 1)}
        for i, row in enumerate(estimates)
    ]  # fmt: skip
    colour = {"field": "tone", "type": "nominal", "legend": None, "scale": {"domain": list(TONES), "range": list(TONES.values())}}
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False},
        "axis": {**_axis(ticks, write, zero), "labelFlush": is_narrow},
    }
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    row_offset = 8 if is_narrow else 0
    width = _inner(is_narrow, LABELS, 62)
    layers: list[Spec] = [
        {"mark": {"type": "rule", "strokeWidth": 3, "strokeCap": "round", "opacity": 0.45, "yOffset": row_offset},
         "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "color": colour}},
        {"mark": {"type": "point", "filled": True, "opacity": 1, "yOffset": row_offset}, "transform": [{"filter": "datum.tone != 'mute'"}],
         "encoding": {"x": x, "y": y, "color": colour, "size": {"field": "size", "type": "quantitative", "scale": None}}},
        {"mark": {"type": "point", "fill": "#ffffff", "strokeWidth": 2, "opacity": 1, "yOffset": row_offset},
         "transform": [{"filter": "datum.tone == 'mute'"}],
         "encoding": {"x": x, "y": y, "color": colour, "size": {"field": "size", "type": "quantitative", "scale": None}}},
        _row_label(y, -LABELS if not is_narrow else 4, -10 if is_narrow else 0),
        {"mark": {"type": "text", "align": "right", "fontWeight": 600, "fontSize": 13, "dy": -10 if is_narrow else 0},
         "encoding": {"x": {"value": width + (0 if is_narrow else 60)}, "y": y, "text": {"field": "text"}, "color": colour}},
    ]  # fmt: skip
    return _spec(layers, rows, width, max(step * len(rows), step), _padding(is_narrow, LABELS, 62, 24))


def chart_line(points: Sequence[Estimate]) -> Spec:
    """Return a line with its band; the points of tone mute are hollow."""
    ends = [end for point in points for end in (point.low, point.high)]
    ticks = choose_ticks(ends)
    labelled = _spread(len(points), 7)
    rows = [
        {"i": i, "value": point.value, "low": point.low, "high": point.high, "text": point.text if i in labelled else "",
         "label": point.label if i in labelled else "", "tone": point.tone}
        for i, point in enumerate(points)
    ]  # fmt: skip
    x = {"field": "i", "type": "quantitative", "axis": None, "scale": {"domain": [0, max(len(points) - 1, 1)], "nice": False}}
    y = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [ticks[0], ticks[-1]], "nice": False}}
    layers: list[Spec] = [
        {"mark": {"type": "area", "color": ACCENT, "opacity": 0.12},
         "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
        {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 2.2}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "point", "filled": True, "color": ACCENT, "size": 42, "opacity": 1},
         "transform": [{"filter": "datum.tone != 'mute'"}], "encoding": {"x": x, "y": y}},
        {"mark": {"type": "point", "fill": "#ffffff", "stroke": ACCENT, "size": 42, "opacity": 1},
         "transform": [{"filter": "datum.tone == 'mute'"}], "encoding": {"x": x, "y": y}},
        {"mark": {"type": "text", "dy": -12, "fontSize": 12.5, "fontWeight": 600, "color": INK},
         "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
        {"mark": {"type": "text", "baseline": "top", "fontSize": 12.5, "color": SOFT, "lineBreak": "\n"},
         "encoding": {"x": x, "y": {"value": 132}, "text": {"field": "label"}}},
    ]  # fmt: skip
    n_lines = max((point.label.count("\n") + 1 for point in points), default=1)
    return _spec(layers, rows, NARROW - 56, 124, {"left": 28, "right": 28, "top": 16, "bottom": 8 + 16 * n_lines})


def chart_splits(splits: Sequence[Split], is_narrow: bool = False) -> Spec:
    """Return a bar of three parts for each row; rows without a label stand alone and fill the width."""
    has_labels = any(split.label for split in splits)
    is_above = is_narrow and has_labels
    left = LABELS if has_labels and not is_narrow else 0
    rows = []
    for i, split in enumerate(splits):
        start = 0.0
        for part, share, text in zip(PARTS, split.shares, split.texts, strict=True):
            rows.append({"row": i, "label": shorten(split.label, 42 if is_narrow else 28) if start == 0.0 else "", "part": part,
                         "start": start, "end": start + share, "middle": start + share / 2,
                         "text": text if share >= LEAST_LABELLED else ""})  # fmt: skip
            start += share
    scale = {"domain": [0, 1], "nice": False}
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    bar = {"type": "bar", "height": 20 if has_labels else 28, "stroke": "#ffffff", "strokeWidth": 1, "yOffset": 9 if is_above else 0}
    layers: list[Spec] = [
        {"mark": bar, "encoding": {"x": {"field": "start", "type": "quantitative", "axis": None, "scale": scale}, "x2": {"field": "end"},
                                   "y": y, "color": _parts("part", PARTS)}},
        {"mark": {"type": "text", "fontSize": 12.5, "dy": 9 if is_above else 0},
         "encoding": {"x": {"field": "middle", "type": "quantitative", "scale": scale}, "y": y, "text": {"field": "text"},
                      "color": {"condition": [{"test": f"datum.part == '{part}'", "value": shade} for part, shade in ON_PARTS.items()],
                                "value": INK}}},
    ]  # fmt: skip
    if has_labels:
        layers.append(_row_label(y, -left, -11 if is_above else 0))
    step = 44 if is_above else 28
    return _spec(
        layers, rows, (NARROW if is_narrow or not has_labels else WIDE) - left, step * max(len(splits), 1), _padding(is_above, left, 0, 2)
    )


def chart_counts(estimates: Sequence[Estimate], is_narrow: bool = False) -> Spec:
    """Return one bar for each row, its count at the end."""
    rows = [
        {"row": i, "label": shorten(row.label, 42 if is_narrow else 28), "value": row.value, "text": row.text}
        for i, row in enumerate(estimates)
    ]
    most = max((row.value for row in estimates), default=1) or 1
    x = {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": [0, most], "nice": False}}
    y = {"field": "row", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    offset = 9 if is_narrow else 0
    layers: list[Spec] = [
        {"mark": {"type": "bar", "height": 16, "color": ACCENT, "yOffset": offset}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 13, "fontWeight": 600, "color": INK, "dy": offset},
         "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
        _row_label(y, -LABELS if not is_narrow else 0, -11 if is_narrow else 0),
    ]  # fmt: skip
    step = 44 if is_narrow else 30
    left = 0 if is_narrow else LABELS
    padding = {"left": left, "right": 62, "top": 4, "bottom": 4}
    return _spec(layers, rows, (NARROW if is_narrow else WIDE) - left - 62, step * max(len(rows), 1), padding)


def choose_ticks(values: Sequence[float], most: int = 6) -> list[float]:
    """Return round, evenly spaced ticks that hold all the values."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    span = high - low or 1.0
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(power * factor for factor in (1, 2, 5, 10, 20) if span / (power * factor) <= most - 1)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(i * step, 10) for i in range(first, max(last, first + 1) + 1)]


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


def _spread(n: int, most: int) -> set[int]:
    """Return the positions to label: evenly spaced, counted from the last, which always is."""
    step = max(math.ceil(n / most), 1)
    return set(range(n - 1, -1, -step))


def _inner(is_narrow: bool, left: int, right: int) -> int:
    return NARROW - 4 if is_narrow else WIDE - left - right


def _padding(is_narrow: bool, left: int, right: int, bottom: int) -> Mapping[str, int]:
    return {"left": 2 if is_narrow else left, "right": 2 if is_narrow else right, "top": 4, "bottom": bottom}


def _row_label(y: Spec, x: int, dy: int) -> Spec:
    mark = {"type": "text", "align": "left", "fontSize": 13, "color": INK, "dy": dy}
    return {"mark": mark, "encoding": {"x": {"value": x}, "y": y, "text": {"field": "label"}}}


def _parts(field: str, colours: Mapping[str, str]) -> Spec:
    return {"field": field, "type": "nominal", "legend": None, "scale": {"domain": list(colours), "range": list(colours.values())}}


def _axis(ticks: Sequence[float], write: Callable[[float], str], zero: float | None) -> Spec:
    # The words of the ticks are ours, so the axis looks them up: Vega knows neither narrow spaces nor our minus.
    words = json.dumps([write(tick) for tick in ticks])
    rule = {"condition": {"test": f"datum.value == {zero}", "value": "#8791a1"}, "value": LINE} if zero is not None else {"value": LINE}
    return {
        "values": list(ticks),
        "labelExpr": f"{words}[indexof({json.dumps(list(ticks))}, datum.value)]",
        "labelColor": SOFT,
        "labelFontSize": 11.5,
        "labelOverlap": False,
        "labelPadding": 6,
        "title": None,
        "domain": False,
        "ticks": False,
        "gridColor": rule,
    }


def _spec(layers: Sequence[Spec], rows: Sequence[Spec], width: int, height: int, padding: Mapping[str, int]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": list(rows)},
        "width": width,
        "height": height,
        "padding": dict(padding),
        "autosize": {"type": "none"},
        "background": None,
        "layer": list(layers),
        "config": {"view": {"stroke": None}, "aria": False},
    }
