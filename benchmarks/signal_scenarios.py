"""The cells of the tables of signal or script: what happened, and which answer is counted in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from benchmarks.signal_simulation import ANY_TIME, Scenario

from pairbond.checkins.signal_looks import LOOKS

Counted = Literal["shared", "differ", "all"]
SLOPES = (0.46, 0.58, 0.65)
POWER_DAYS = (14, 21, 28, 42, 56, 84)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A scenario, the group it stands in, and the bound on each answer over the whole path."""

    group: str
    scenario: Scenario
    shared: float | None = None
    differ: float | None = None


WAYS: tuple[tuple[str, dict[str, object]], ...] = (
    ("", {}),
    (", weekly cycle", {"cycle": 0.5}),
    (", 20 % of days missing", {"skipped": 0.2}),
    (", days missing when withdrawn", {"skipped": 0.2, "when_withdrawn": True}),
    (", persons differ in scale and AR", {"varied": True}),
    (", near the top of the scale", {"level": (8.3, 8.3)}),
    (", near the bottom of the scale", {"level": (2.6, 2.6)}),
)


def under_all(
    group: str, base: Scenario, *, shared: float | None = None, differ: float | None = None
) -> list[Cell]:
    """Return the scenario under every circumstance."""
    return [
        Cell(
            group=group,
            scenario=replace(base, name=base.name + name, **changed),
            shared=shared,
            differ=differ,
        )
        for name, changed in WAYS
    ]


def with_slopes(
    group: str, base: Scenario, *, shared: float | None = None, differ: float | None = None
) -> list[Cell]:
    return [
        Cell(
            group=group,
            scenario=replace(base, name=f"{base.name}, slope {slope:.2f}", slope=slope),
            shared=shared,
            differ=differ,
        )
        for slope in (SLOPES[0], SLOPES[2])
    ]


def error_cells() -> list[Cell]:
    """Return the cells in which an answer would be an error, with the bounds."""
    nothing = Scenario(name="nothing happened")
    one, two = (Scenario(name=f"only A: step of {k} SD", own=k, onset=ANY_TIME) for k in (1, 2))
    drift = Scenario(name="only A: drift of 2 SD", own=2, drift=True)
    fall = Scenario(name="B falls 2 SD, fully reported", fall=2, onset=ANY_TIME)
    over = Scenario(name="B falls .75 SD, A over-reads by 1.3 SD", fall=0.75, own=1.3, onset=ANY_TIME)
    over2 = replace(over, name="B falls .75 SD, A over-reads by 2 SD", own=2.0)
    varied = {"varied": True}
    return [
        *under_all("nothing", nothing, shared=0.05, differ=0.03),
        *with_slopes("nothing", nothing, shared=0.05, differ=0.03),
        *under_all("only A", two, shared=0.08),
        *with_slopes("only A", two, shared=0.08),
        Cell(group="only A", scenario=one, shared=0.08),
        Cell(
            group="only A",
            scenario=replace(one, name=one.name + ", persons differ", varied=True),
            shared=0.08,
        ),
        Cell(group="only A", scenario=drift, shared=0.08),
        Cell(
            group="only A",
            scenario=replace(drift, name=drift.name + ", persons differ", varied=True),
            shared=0.08,
        ),
        *under_all("B falls", fall, differ=0.02),
        *under_all("over-reading", over, differ=0.05),
        *with_slopes("over-reading", over, differ=0.05),
        Cell(group="over-reading", scenario=over2, differ=0.05),
        Cell(
            group="over-reading",
            scenario=replace(over2, name=over2.name + ", persons differ", **varied),
            differ=0.05,
        ),
    ]


def open_cells() -> list[Cell]:
    """Return the cells that have no bound: what two diaries cannot tell apart, and what else was tried."""
    two = Scenario(name="B falls 2 SD", fall=2, onset=ANY_TIME)
    return [
        Cell(group="concealment", scenario=replace(two, name=f"B falls 2 SD, {name}", reported=share))
        for name, share in (("reports all of it", 1.0), ("reports 40 %", 0.4), ("reports none", 0.0))
    ] + [
        Cell(group="other", scenario=replace(two, name="only B: A's days do not fall", own=-1.16)),
        Cell(group="other", scenario=replace(two, name="B falls 1 SD", fall=1.0)),
        Cell(group="other", scenario=replace(two, name="B falls 2 SD, A over-reads by 1.5 SD", own=1.5)),
        Cell(group="other", scenario=replace(two, name="both rise 2 SD", fall=-2.0, level=(4.0, 4.0))),
        Cell(group="other", scenario=Scenario(name="nothing happened, AR .70 in both", ar=0.7)),
        Cell(group="other", scenario=Scenario(name="half of B's days at the top", level=(10.0, 6.3))),
    ]


def power_cells() -> list[Cell]:
    """Return the cells of power, onset in the middle third of a diary of so many days."""
    found = []
    for days in POWER_DAYS:
        for slope in SLOPES:
            for size in (2.0, 1.0):
                name = f"both fall {size:.0f} SD"
                found.append(
                    Cell(group=name, scenario=Scenario(name=name, fall=size, slope=slope, days=days))
                )
            if days >= 56:
                same = 2.0 * slope
                found.append(
                    Cell(
                        group="only A, equal fall",
                        scenario=Scenario(name="only A, equal fall", own=same, slope=slope, days=days),
                    )
                )
        extra = Scenario(name="both fall 2 SD", fall=2.0, days=days)
        found += [
            Cell(group="2 SD of presence itself", scenario=replace(extra, fall=2.0 * 0.7**0.5)),
            Cell(group="2 SD, 20 % missing", scenario=replace(extra, skipped=0.2)),
            Cell(group="2 SD, persons differ", scenario=replace(extra, varied=True)),
        ]
        if days >= 56:
            found.append(
                Cell(group="only A, 2 SD of A's own days", scenario=replace(extra, fall=0.0, own=2.0))
            )
    return found


def looks_of(cell: Cell) -> list[int]:
    """Return the weekly looks at the diaries of a cell."""
    return [look for look in LOOKS if look <= cell.scenario.days]
