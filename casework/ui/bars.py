"""Lengths and colours of the bars in a bar table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Government Analysis Function palette; neighbours differ by at least 3:1.
ONE = ("navy",)
SEVERAL = ("plum", "teal", "navy", "grey")
TWO = ("grey", "teal")
GAP = 0.5  # percent between the parts of a bar


def bars(
    title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], **options: Any
) -> dict[str, Any]:
    """Options of the bar table: every row with its parts as percentages of the longest bar.

    Raises ValueError for more figures a row than can be told apart.
    """
    if not 1 <= len(columns) <= len(SEVERAL):
        raise ValueError(f"A bar table shows 1 to {len(SEVERAL)} figures a row, not {len(columns)}")
    grouped = bool(options.get("grouped")) and len(columns) > 1
    colours = _colours(len(columns))
    given = [dict(row) for row in rows]
    for row in given:
        row["numbers"] = [value or 0 for value in row["values"]]
    longest = max((_length(row["numbers"], grouped=grouped) for row in given), default=0)
    full = max(longest, options.get("limit") or 0) or 1
    for row in given:
        row["parts"] = _parts(row["numbers"], full, colours, grouped=grouped)
        row["figures"] = [
            {"unit": unit, "value": value}
            for unit, value in zip(columns, row["values"], strict=True)
        ]
    limit = options.get("limit")
    return options | {
        "title": title,
        "columns": [
            {"text": text, "colour": each} for text, each in zip(columns, colours, strict=True)
        ],
        "rows": given,
        "line": f"{100 * limit / full:.2f}%" if limit else "",
        "height": 11 * len(columns) if grouped else 22,
    }


def _colours(count: int) -> tuple[str, ...]:
    if count == 1:
        return ONE
    return TWO if count == len(TWO) else SEVERAL[:count]


def _length(numbers: Sequence[float], *, grouped: bool) -> float:
    return max(numbers) if grouped else sum(numbers)


def _parts(
    numbers: Sequence[float], full: float, colours: Sequence[str], *, grouped: bool
) -> list[dict[str, str]]:
    """Where each part starts and how wide it is; end to end, or each on its own line."""
    parts, start = [], 0.0
    for line, (number, colour) in enumerate(zip(numbers, colours, strict=True)):
        width = 100 * number / full
        top, height = (11 * line, 11) if grouped else (0, 22)
        drawn = width if grouped else max(width - GAP, width / 2)
        if number:
            parts.append(
                {
                    "x": f"{0 if grouped else start:.2f}%",
                    "y": str(top),
                    "width": f"{drawn:.2f}%",
                    "height": str(height),
                    "colour": colour,
                }
            )
        start += width
    return parts
