"""Releases a joint report: what either of the two marked "not so for me" counts as not found.

Marks are private. The report is made anew as if the marked sentences had not been found, and it
does not say that anything was marked, how much, or by whom. Each person's own report is untouched.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from pairbond.checkins.entries import CheckIns
from pairbond.errors import ConfigError, shown
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report
from pairbond.report.contact import ContactView
from pairbond.report.document import Document

SUMMARY = "summary."


def release(
    a: AnswersFile,
    b: AnswersFile,
    *,
    marks: Collection[str],
    created: date,
    norm: str | None = None,
    banded: bool = False,
    checkins: CheckIns | None = None,
    contact: ContactView | None = None,
) -> Document:
    """Return the joint report without the marked sentences.

    Parameters
    ----------
    marks
        Ids of findings of the draft, both people's together; whose a mark is does not matter.

    Raises
    ------
    ConfigError
        For an id that the draft does not hold: a slip would release what was meant to be kept.
    """
    make = partial(
        build_report,
        a,
        b,
        reader="joint",
        created=created,
        norm=norm,
        banded=banded,
        checkins=checkins,
        contact=contact,
    )
    draft = make()
    if not marks:
        return draft
    check_known(draft, marks)
    return make(withheld=with_copies(draft, marks))


def check_known(draft: Document, marks: Collection[str]) -> None:
    known = {finding.id for finding in draft.findings()}
    stray = sorted(set(marks) - known)
    if stray:
        raise ConfigError(
            f"marks: there is no sentence {shown(stray[0])} in this report; report.json lists the ids."
        )


def with_copies(draft: Document, marks: Collection[str]) -> frozenset[str]:
    """Return the marks with the sentences that say the same: those of the first screen and back.

    A sentence repeated on the first screen goes with its origin, and a step with the loop, need
    or quarrel that it is built on only when it is marked itself.
    """
    found = set(marks)
    for mark in marks:
        found.add(mark.removeprefix(SUMMARY))
        found.add(f"{SUMMARY}{mark}")
    for rule, others in SAME.items():
        if any(mark.startswith(rule) for mark in found):
            found |= {finding.id for finding in draft.findings() if finding.id.startswith(others)} | set(
                others
            )
    return frozenset(found)


SAME: dict[str, tuple[str, ...]] = {
    "summary.loop.printed": ("loop.cycle.printed",),
    "summary.loop.same": ("loop.cycle.same",),
    "summary.loop.one": ("loop.cycle.one",),
    "summary.loop.coercive": ("loop.concern.",),
    "summary.attachment.friction": ("map.mix",),
    "summary.bond.friction": ("bond.satisfaction.low.joint.",),
    "summary.values.friction": ("dealbreaker.decide.",),
    "summary.conflict.friction-attack": ("conflict.attack.concern.joint",),
    "loop.cycle.printed": ("loop.places",),
    "loop.cycle.same": ("loop.places",),
}
"""Sentences of the first screen and the ones further down that they repeat, by the beginnings of ids."""
