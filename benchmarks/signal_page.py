"""The page of tables, made from the measured shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

Row = Mapping[str, Any]

INTRO = """\
# How often signal or script is wrong, and how often it answers

Every number here is simulated. `python -m benchmarks.signal_errors measure` makes them and this page; the
thresholds come from `python scripts/calibrate_signal.py`, which uses another seed.

Each row is {runs} couples with the same history. A share of 5 % is known to about {se5} points (one Monte
Carlo standard error), one of 50 % to {se50}. "Ever" counts a couple if the answer was given at **any** of the
weekly looks from day 14 to day 84: a couple who looks every week has eleven chances to be told something
wrong, and the bounds are for all of them together.

**How the couples were made.** B's presence is AR(1) from day to day (.40); B's report is presence and noise
(reliability .70). What A perceives is a slope times presence and A's own side. Slopes are .58 unless
stated: for one point of presence, A notices .58. Both diaries are whole numbers from 0 to 10. Changes are
steps that begin on an unknown day. Sizes are in SDs of a person's daily reports. An *over-reading* is a fall
in A's days beyond what B's fall explains.

Model of the thresholds: `{fingerprint}`, thresholds `{thresholds}`, seed {seed}.
"""

LIMITS = """\
## What was not simulated

- Keeping a diary changes what people notice. In the simulation it does not.
- A's alarm may itself make B withdraw. In the simulation neither acts on the other.
- The slope stays the same during a diary, as do reliability and scale.
- Onsets are sudden or linear over the whole diary; there is one change per diary in each person.
- The distance that began before the first day is in no diary.
- Diaries longer than twelve weeks: the last twelve weeks are looked at, and the error over a longer path of
  looks was not measured.
"""


def page(found: Mapping[str, Any]) -> str:
    """Return the page as Markdown."""
    runs = found["runs"]
    parts = [
        INTRO.format(
            runs=f"{runs:,}",
            se5=f"{100 * sqrt(0.05 * 0.95 / runs):.1f}",
            se50=f"{100 * sqrt(0.25 / runs):.1f}",
            fingerprint=found["fingerprint"],
            thresholds=found["thresholds"],
            seed=found["seed"],
        ),
        "## Errors over the whole path of looks\n",
        errors(found["errors"]),
        "## What two diaries cannot tell apart\n\n"
        "If B withdraws and does not write it down, A's diary falls and B's does not. That looks exactly like an\n"
        "alarm of A's own, and *the diaries differ* is the answer to both. There is no bound for these rows.\n",
        answers(found["open"]),
        "## How often an answer is given\n\n"
        "The change begins on an unknown day in the middle third of a diary of so many days. *Shared* is\n"
        "*shared change* or *shared and larger*, said at the last look, be it that it stands from an earlier one.\n"
        "*Differ*: said at the last look; in brackets, by then at least once. *Equal fall* is as large a fall of A's\n"
        "days as B's fall of 2 SD would bring through the slope (.9 to 1.3 SD of A's own days).\n",
        power(found["power"]),
        "## How often the intervals hold the truth\n\n"
        "Slopes and falls are drawn from the model's own priors. All intervals are meant to hold in 90 of 100.\n"
        "The truth is that of presence, beyond the ends of the scale too. Where half of the days stand at an end, no\n"
        "numbers are given, and such couples (one in ten in the rows near an end) are not counted.\n",
        coverage(found["coverage"]),
        couples(found.get("couples", {})),
        LIMITS,
    ]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def percent(value: float) -> str:
    return f"{100 * value:.1f}"


def bounded(value: float, bound: float | None) -> str:
    return percent(value) if bound is None else f"{percent(value)} (at most {100 * bound:.0f})"


def errors(rows: Sequence[Row]) -> str:
    return table(
        ("what happened", "slope", "*shared* ever, %", "*differ* ever, %"),
        [
            (
                row["name"],
                f"{row['slope']:.2f}",
                bounded(row["ever"]["shared"], row["bounds"]["shared"]),
                bounded(row["ever"]["differ"], row["bounds"]["differ"]),
            )
            for row in rows
        ],
    )


def answers(rows: Sequence[Row]) -> str:
    def at(row: Row, day: int) -> str:
        place = row["looks"].index(day)
        shares = row["at"]
        shared = shares["shared_change"][place] + shares["shared_and_larger"][place]
        last = (shared, shares["diaries_differ"][place], shares["no_change_seen"][place])
        return " / ".join(f"{100 * value:.0f}" for value in last)

    return (
        table(
            ("what happened", "day 28", "day 42", "day 56", "day 84", "*shared* ever, %", "*differ* ever, %"),
            [
                (
                    row["name"],
                    *(at(row, day) for day in (28, 42, 56, 84)),
                    percent(row["ever"]["shared"]),
                    percent(row["ever"]["differ"]),
                )
                for row in rows
            ],
        )
        + "\nEach day: *shared* / *differ* / *no change seen*, %; the rest is *cannot tell*.\n"
    )


def power(rows: Sequence[Row]) -> str:
    days = sorted({row["days"] for row in rows})
    kinds = sorted({(row["group"], row["slope"]) for row in rows}, key=order)
    found = {(row["group"], row["slope"], row["days"]): row for row in rows}

    def cell(group: str, slope: float, day: int) -> str:
        row = found.get((group, slope, day))
        if row is None:
            return ""
        shares = row["at"]
        if group.startswith("only A"):
            return f"{100 * shares['diaries_differ'][-1]:.0f} ({100 * row['ever']['differ']:.0f})"
        last = shares["shared_change"][-1] + shares["shared_and_larger"][-1]
        return f"{100 * last:.0f}"

    return table(
        ("what happened", "slope", *(f"{day} days" for day in days)),
        [
            (answered(group), f"{slope:.2f}", *(cell(group, slope, day) for day in days))
            for group, slope in kinds
        ],
    )


def order(kind: tuple[str, float]) -> tuple[bool, str, float]:
    return (kind[0].startswith("only A"), kind[0], kind[1])


def answered(group: str) -> str:
    return f"{group}: {'differ' if group.startswith('only A') else 'shared'}, %"


def coverage(rows: Sequence[Row]) -> str:
    names = ("bias", "tracking", "step_partner", "step_perceived")
    return table(
        ("cell", "bias", "tracking", "change in B's diary", "change in A's days"),
        [
            (
                f"{row['name']} ({row['runs']} couples)",
                *(percent(row["coverage"][name]) if name in row["coverage"] else "" for name in names),
            )
            for row in rows
        ],
    )


def couples(found: Mapping[str, Mapping[str, int]]) -> str:
    """Return how often each answer is given to real people."""
    if not found:
        return ""
    names = list(next(iter(found.values())))
    rows = [(name, *(str(counts[verdict]) for verdict in names)) for name, counts in found.items()]
    return (
        "## Answers given to real couples\n\n"
        "Real diaries kept with other questions (satisfaction, conflict, distress), one answer for each person.\n"
        "What happened in these couples is not known; so short a diary mostly *cannot tell*.\n\n"
        + table(("diaries", *(verdict.replace("_", " ") for verdict in names)), rows)
    )
