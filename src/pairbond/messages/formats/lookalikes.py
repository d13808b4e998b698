"""Lines that look like the head of a message and are somebody's text: the evidence against each."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pairbond.messages.formats.heads import Layout
from pairbond.messages.formats.ordering import BACK, Flags, Ints

MINORITY = 0.25
"""A layout with a smaller share is the file's own only where it stands in runs, as in glued exports."""
RUN, FEWEST_IN_RUNS = 3, 5
AHEAD = 5 * 60
PASTED = 50
"""The longest stretch of pasted lines; a longer one is another export glued on."""
UNORDERED = 0.02
SHORT = 40
"""Lines below which the order of time alone does not make text of somebody who writes elsewhere too."""
MAIN = 0.99


def foreign_layouts(layouts: list[Layout], layout: Ints) -> Flags:
    """Return which lines are written in another way than the file's own heads."""
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(one.kind for one in layouts))}
    kind = np.array([kinds[one.kind] for one in layouts], dtype=np.int64)[layout]
    counts = np.bincount(kind, minlength=len(kinds))
    foreign = np.zeros(len(kinds), dtype=bool)
    for number in np.flatnonzero(counts <= MINORITY * len(kind)).tolist():
        rows = np.flatnonzero(kind == number)
        runs = 1 + int(np.sum(np.diff(rows) > 1)) if len(rows) else 1
        foreign[number] = len(rows) < FEWEST_IN_RUNS or len(rows) / runs < RUN
    foreign[int(np.argmax(counts))] = False
    return np.asarray(foreign[kind])


def lone_senders(sender: Ints, kept: Flags) -> Flags:
    """Return which lines are the only one of their sender while two people wrote nearly all others."""
    named = kept & (sender >= 0)
    counts = np.bincount(sender[named], minlength=int(sender.max(initial=0)) + 1)
    main = np.argsort(-counts, kind="stable")[:2]
    if counts[main].sum() <= MAIN * named.sum():
        return np.zeros(len(sender), dtype=bool)
    return np.asarray(named & (counts[np.maximum(sender, 0)] == 1) & ~np.isin(sender, main))


def unlikely_people(sender: Ints, dropped: Flags) -> Flags:
    """Return the lines of names that mostly stood in lines already taken as text."""
    named = sender >= 0
    size = int(sender.max(initial=0)) + 1
    every = np.bincount(sender[named], minlength=size)
    bad = np.bincount(sender[named & dropped], minlength=size)
    return np.asarray(named & ~dropped & (bad * 2 >= every)[np.maximum(sender, 0)])


def out_of_time(time: Ints, sender: Ints) -> tuple[Flags, tuple[int, ...]]:
    """Return which lines leap out of the order of time, and after which rows another export begins.

    A pasted line leaps away and the next one is back: leaving it out restores the order. Where
    nothing short does, the file goes on somewhere else.
    """
    out = np.zeros(len(time), dtype=bool)
    drops = np.flatnonzero(np.diff(time) < -BACK)
    if len(drops) > max(UNORDERED * len(time), min(10, len(time) // 4)):
        return out, ()
    main = set(np.argsort(-np.bincount(sender[sender >= 0], minlength=2))[:2].tolist())
    seams = []
    for at in drops.tolist():
        if out[at] or out[at + 1]:
            continue
        ahead, behind = _leap_ahead(time, at), _leap_back(time, at)
        if min(len(ahead), len(behind)) > PASTED:
            seams.append(at)
            continue
        if len(ahead) == len(behind):
            strange = any(int(sender[row]) not in main for row in ahead)
            out[ahead if strange else behind] = True
        else:
            out[min(ahead, behind, key=len)] = True
    if len(time) < SHORT:
        counts = np.bincount(sender[sender >= 0], minlength=1)
        out &= (sender >= 0) & (counts[np.maximum(sender, 0)] == 1)
    return out, tuple(seams)


def _leap_ahead(time: Ints, at: int) -> NDArray[np.int64]:
    """Return the rows up to *at* that lie after what follows them."""
    row = at
    while row >= 0 and at - row <= PASTED and time[row] > time[at + 1] + AHEAD:
        row -= 1
    return np.arange(row + 1 if row >= 0 else at - PASTED - 1, at + 1)


def _leap_back(time: Ints, at: int) -> NDArray[np.int64]:
    """Return the rows after *at* that lie before it."""
    row = at + 1
    while row < len(time) and row - at <= PASTED and time[row] < time[at] - BACK:
        row += 1
    return np.arange(at + 1, row + (PASTED if row - at > PASTED else 0))


def repeated_parts(keys: NDArray[np.int64], seams: tuple[int, ...]) -> Flags:
    """Return the rows of glued parts that stood before in an earlier part of the file.

    ``keys : (n, k) int`` describe a message; each earlier row accounts for one repeated row.
    """
    again = np.zeros(len(keys), dtype=bool)
    if not seams:
        return again
    left: dict[tuple[int, ...], int] = {}
    edges = [0, *(at + 1 for at in seams), len(keys)]
    for low, high in pairwise(edges):
        rows = [tuple(key) for key in keys[low:high].tolist()]
        used: dict[tuple[int, ...], int] = {}
        for row, key in enumerate(rows, start=low):
            used[key] = used.get(key, 0) + 1
            again[row] = used[key] <= left.get(key, 0)
        for key, count in used.items():
            left[key] = max(left.get(key, 0), count)
    return again
