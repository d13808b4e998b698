"""Which column of a data file holds which item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pairbond.errors import ConfigError, shown
from pairbond.instruments import Instrument

NUMBER = re.compile(r"\{n(?::0(\d))?\}")


def resolve_columns(
    wanted: str | Sequence[str] | None, header: Sequence[str], instrument: Instrument
) -> list[str]:
    """Return the columns of the instrument's items, in item order.

    *wanted* is a pattern (``Q{n}``, ``item{n:02}``), a layout of the instrument (``domains``), a
    run of columns (``E1..O10``), names with commas, a sequence of names, or None: then the item
    ids, a layout, or one prefix with the numbers 1..k is looked for in the header.
    """
    names = expand(wanted, header, instrument) if wanted else guess(header, instrument)
    k = len(instrument.items)
    if len(names) != k:
        raise ConfigError(f"{instrument.id} has {k} items, the columns name {len(names)}.")
    present = set(header)
    absent = [name for name in names if name not in present]
    if absent:
        raise ConfigError(
            f"There is no column {shown(absent[0])} ({len(absent)} of {k} are absent); "
            f"the file has {header_text(header)}."
        )
    return names


def expand(wanted: str | Sequence[str], header: Sequence[str], instrument: Instrument) -> list[str]:
    """Return the column names that *wanted* stands for (see :func:`resolve_columns`)."""
    if not isinstance(wanted, str):
        return list(wanted)
    if wanted in instrument.layouts:
        return list(instrument.layouts[wanted])
    if NUMBER.search(wanted):
        return [numbered(wanted, n) for n in range(1, len(instrument.items) + 1)]
    if ".." in wanted:
        return in_item_order(column_run(wanted, header), instrument)
    if "," in wanted:
        return [name.strip() for name in wanted.split(",")]
    layouts = ", ".join(instrument.layouts) or "none for this instrument"
    raise ConfigError(
        f"--columns {shown(wanted)} is not understood; use a pattern such as 'Q{{n}}', a run such "
        f"as E1..O10, names with commas, or a layout ({layouts})."
    )


def numbered(pattern: str, n: int) -> str:
    return NUMBER.sub(lambda match: str(n).zfill(int(match[1] or 0)), pattern)


def column_run(wanted: str, header: Sequence[str]) -> list[str]:
    first, last = (part.strip() for part in wanted.split("..", 1))
    for name in (first, last):
        if name not in header:
            raise ConfigError(f"There is no column {shown(name)}; the file has {header_text(header)}.")
    start, stop = list(header).index(first), list(header).index(last)
    return list(header)[start : stop + 1]


def in_item_order(names: list[str], instrument: Instrument) -> list[str]:
    """Return the names in item order where they are those of a layout, else as they stand."""
    for layout in instrument.layouts.values():
        if set(layout) == set(names):
            return list(layout)
    return names


def guess(header: Sequence[str], instrument: Instrument) -> list[str]:
    present = set(header)
    options: list[tuple[str, ...]] = [instrument.item_ids, *instrument.layouts.values()]
    k = len(instrument.items)
    prefixes = {match[1] for name in header if (match := re.fullmatch(r"(.*?)1", name))}
    options += [tuple(f"{prefix}{n}" for n in range(1, k + 1)) for prefix in sorted(prefixes)]
    fitting = {names for names in options if present.issuperset(names)}
    if len(fitting) == 1:
        return list(fitting.pop())
    raise ConfigError(
        f"Which columns are the {k} items of {instrument.id}? Say so with --columns, "
        f"for example 'Q{{n}}'; the file has {header_text(header)}."
    )


def header_text(header: Sequence[str]) -> str:
    return ", ".join(header[:8]) + (f" and {len(header) - 8} more" if len(header) > 8 else "")
