"""What ``import pairbond`` offers: plain functions over the layers below."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from pairbond.checkins.entries import CheckIns
from pairbond.cohort import synthetic as _synthetic
from pairbond.cohort import table as _table
from pairbond.cohort.synthetic_moves import MovesOptions
from pairbond.dyad import Pair
from pairbond.errors import ContentError, PairbondError, ResponseError
from pairbond.findings import Report
from pairbond.instruments import Instrument
from pairbond.library.answers import AnswersFile, build_answers, read_answers
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms, load_norms
from pairbond.library.scored import scored
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import Profile
from pairbond.profile import build_profile as _build_profile
from pairbond.report.build import build_report
from pairbond.report.document import Document
from pairbond.scoring import Scores, read_responses
from pairbond.types import Estimate, Reader, Who

if TYPE_CHECKING:
    import polars as pl

    from pairbond.checkins.signal_regression import Population
    from pairbond.checkins.signal_result import Signal
    from pairbond.checkins.synthetic import DiaryTruth
    from pairbond.messages.chat import Chat
    from pairbond.report.contact import ContactView

__all__ = [
    "AnswersFile",
    "CheckIns",
    "ContentError",
    "Estimate",
    "Instrument",
    "PairbondError",
    "Report",
    "ResponseError",
    "load_instrument",
    "load_norms",
    "pair",
    "profile",
    "read_answers",
    "read_checkins",
    "report",
    "score",
    "score_table",
    "signal_or_script",
    "synthetic_cohort",
    "synthetic_couple",
    "synthetic_diary",
]

EXAMPLE_INSTRUMENTS = ("closeness", "conflict", "values", "dealbreakers", "bond")


def score(
    answers: Mapping[str, object],
    instrument: Instrument | str,
    *,
    response_range: tuple[int, int] | None = None,
    norm: str | None = None,
    age: float | None = None,
    adaptive: bool = False,
) -> Scores:
    """Return one person's scores on an instrument.

    Parameters
    ----------
    answers
        Item id to whole number; items may be left out, None or NaN.
    norm
        Norms by id or file; default: the instrument's own, else borrowed ones.
    age
        Years; percentiles then compare with people of about this age.
    adaptive
        The answers are those of an adaptive test: scored by item parameters.

    Raises
    ------
    ResponseError
        For an unknown item or a value off the scale.
    """
    chosen = loaded(instrument)
    asked = [*answers] if adaptive else []
    responses = read_responses(answers, chosen, response_range=response_range, asked=asked)
    return scored(responses, norms=choose_norms(chosen, norm), age=age)


def score_table(
    frame: Any,
    instrument: Instrument | str,
    *,
    columns: str | Sequence[str] | None = None,
    response_range: tuple[int, int] | None = None,
    missing: Iterable[int] = (),
    age_column: str | None = None,
    norm: str | None = None,
    clean: bool = False,
) -> pl.DataFrame:
    """Score a table of people: see :func:`pairbond.cohort.table.score_table`."""
    chosen = loaded(instrument)
    return _table.score_table(
        frame,
        chosen,
        columns=columns,
        response_range=response_range,
        missing=missing,
        age_column=age_column,
        norms=choose_norms(chosen, norm),
        clean=clean,
    )


def profile(answers: AnswersFile | Mapping[str, object] | str | Path, *, who: Who = "a") -> Profile:
    """Return one person's profile from an answers file, its parsed data, or its path."""
    given = as_answers(answers)
    scores = [
        scored(responses, norms=choose_norms(responses.instrument), age=given.age)
        for responses in given.responses.values()
    ]
    return _build_profile(scores, who=who, name=given.alias or f"Partner {who.upper()}", age=given.age)


def pair(
    a: AnswersFile | Mapping[str, object] | str | Path,
    b: AnswersFile | Mapping[str, object] | str | Path,
) -> Pair:
    """Return two people side by side: their loop, needs, values, conflict, pictures of each other."""
    return Pair(a=profile(a, who="a"), b=profile(b, who="b"), reference=load_value_reference())


def report(
    a: AnswersFile | Mapping[str, object] | str | Path,
    b: AnswersFile | Mapping[str, object] | str | Path | None = None,
    *,
    reader: Reader | None = None,
    created: date | None = None,
    norm: str | None = None,
    checkins: Any = None,
    chat: Chat | str | Path | None = None,
    banded: bool = False,
) -> Document:
    """Return the report for one reader: joint for two people, solo for one, unless said.

    ``checkins`` (a path, a data frame) are the daily check-ins of both; what of them stands in this
    report depends on both people's consent. ``chat`` is an exported chat whose A is the person of *a*;
    of both it tells only where both agreed. ``banded`` shows bands and no exact score in a joint report.

    Render it with :func:`pairbond.report.render.to_html`, ``to_pdf``, or ``.to_dict()``.
    """
    first, second = as_answers(a), None if b is None else as_answers(b)
    days = None if checkins is None else read_checkins(checkins)
    who = reader or ("joint" if second is not None else "a")
    return build_report(
        first,
        second,
        reader=reader,
        created=created or date.today(),  # noqa: DTZ011
        norm=norm,
        checkins=days,
        contact=None if chat is None else chat_view(chat, who, first, second, days),
        banded=banded,
    )


def chat_view(
    chat: Chat | str | Path, reader: Reader, a: AnswersFile, b: AnswersFile | None, days: CheckIns | None
) -> ContactView | None:
    """Return what a reader may see of a chat, given as one or as the path of an export."""
    from pairbond.app.chat import contact_for
    from pairbond.messages.read import read_chat

    read = read_chat(chat) if isinstance(chat, (str, Path)) else chat
    return contact_for(reader, read, a, b, days)


def read_checkins(checkins: Any, *, today: date | None = None) -> CheckIns:
    """Return check-ins from a path or a data frame: see :func:`pairbond.library.checkins.read_checkins`."""
    from pairbond.library import checkins as files

    return files.read_checkins(checkins, today=today)


def signal_or_script(checkins: Any, person: Who = "a", *, prior: Population | None = None) -> Signal:
    """Return whether a distance that *person* felt shows in both diaries, or in one.

    Parameters
    ----------
    checkins
        A path (CSV, JSON, Parquet) or a data frame, one row for each person and day.
    person
        Whose ``partner_present`` is looked at, beside the other's ``present``.
    prior
        What is known of couples' truth slopes before this one; default: real couples' diaries.
    """
    from pairbond.checkins.signal_regression import POPULATION
    from pairbond.library.signal import answered

    return answered(read_checkins(checkins), person=person, population=prior or POPULATION)


def synthetic_diary(seed: int, truth: DiaryTruth | None = None, *, first_day: date | None = None) -> CheckIns:
    """Return the check-ins of two made-up people with known truth; the same seed gives the same days."""
    from pairbond.checkins.entries import with_spans
    from pairbond.checkins.synthetic import synthetic_diary as make

    day = (first_day or date(2026, 1, 5)).toordinal()
    return with_spans(make(np.random.default_rng(seed), truth, first_day=day))


def synthetic_couple(
    seed: int,
    instruments: Sequence[str] = EXAMPLE_INSTRUMENTS,
    *,
    cycle: tuple[str, str] | None = None,
    **truth: Mapping[str, float],
) -> tuple[AnswersFile, AnswersFile]:
    """Return the answers of two made-up people; the same seed gives the same people.

    ``truth_a={"attachment.anxiety": 1.5}`` and ``truth_b=...`` fix true levels, in SDs.
    ``cycle=("criticism", "quiet")`` plants a loop in ``moves``, A's move first, that both name.
    """
    truth_a, truth_b = truth.get("truth_a", {}), truth.get("truth_b", {})
    moves = None
    if cycle is not None:
        moves = MovesOptions(
            planted=cycle, asked="planted", p_doer=1.0, p_observer=1.0, truth_a=truth_a, truth_b=truth_b
        )
    options = _synthetic.SyntheticOptions(moves=moves, truth_a=truth_a, truth_b=truth_b)
    loaded_ = [load_instrument(name) for name in instruments]
    couple = _synthetic.synthetic_couple(loaded_, np.random.default_rng(seed), options)
    return as_file(couple[0], "Person A"), as_file(couple[1], "Person B")


def synthetic_cohort(
    n: int, seed: int, instruments: Sequence[str] = EXAMPLE_INSTRUMENTS
) -> list[tuple[AnswersFile, AnswersFile]]:
    """Return *n* made-up couples."""
    rng = np.random.default_rng(seed)
    loaded_ = [load_instrument(name) for name in instruments]
    couples = _synthetic.synthetic_cohort(n, loaded_, rng)
    return [(as_file(one, "Person A"), as_file(two, "Person B")) for one, two in couples]


def as_file(person: _synthetic.SyntheticPerson, alias: str) -> AnswersFile:
    data = {
        "schema": "pairbond.answers/1",
        "person": {"alias": alias},
        "responses": {name: dict(answers) for name, answers in person.answers.items()},
    }
    return build_answers(data, alias)


def as_answers(given: AnswersFile | Mapping[str, object] | str | Path) -> AnswersFile:
    """Return answers from whatever stands for them; files are read strictly."""
    if isinstance(given, AnswersFile):
        return given
    if isinstance(given, Mapping):
        return build_answers(dict(given), "answers")
    return read_answers(Path(given))


def loaded(instrument: Instrument | str) -> Instrument:
    return load_instrument(instrument) if isinstance(instrument, str) else instrument


def make_callable(name: str, function: Callable[..., object]) -> None:
    """Let ``pairbond.<name>`` be called like the function of the same name.

    The package ``pairbond.report`` hides the function of that name as soon as anything imports
    from it; as a callable module it is both.
    """
    module = sys.modules[f"pairbond.{name}"]
    kind = type("CallableModule", (ModuleType,), {"__call__": staticmethod(function)})
    module.__class__ = kind


make_callable("report", report)
make_callable("profile", profile)
