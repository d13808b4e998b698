"""Random people, couples and answers: everything that tests draw from stands here.

A person is drawn by style: *factor* follows the common-factor model of the synthetic couples,
*uniform* knows no scales, *extreme* uses the ends only, *flat* gives one answer to everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
from hypothesis import strategies as st

from pairbond.cohort.synthetic import SyntheticOptions, synthetic_couple
from pairbond.instruments import Instrument
from pairbond.library.answers import AnswersFile, build_answers
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.safety import PARTS

CREATED = date(2026, 11, 2)
TODAY = date(2026, 12, 31)
INSTRUMENTS = ("closeness", "conflict", "values", "dealbreakers", "bond", "ipip-50")
STYLES = ("factor", "factor", "factor", "uniform", "extreme", "flat")
SHARING = ("none", "banded", "open")

Answers = dict[str, dict[str, int]]


@cache
def shipped() -> tuple[Instrument, ...]:
    return tuple(load_instrument(name) for name in instrument_ids())


@cache
def instruments_of(names: tuple[str, ...]) -> tuple[Instrument, ...]:
    return tuple(load_instrument(name) for name in names)


def answers_file(
    responses: Mapping[str, Mapping[str, int]],
    *,
    alias: str | None = "Ada",
    age: int | None = None,
    consent: Mapping[str, str] | None = None,
    ranges: Mapping[str, Sequence[int]] | None = None,
) -> AnswersFile:
    """An answers file as it would be read from JSON."""
    person = {key: value for key, value in (("alias", alias), ("age", age)) if value is not None}
    data: dict[str, object] = {
        "schema": "pairbond.answers/1",
        "person": person,
        "responses": {name: dict(answers) for name, answers in responses.items()},
    }
    if consent is not None:
        data["consent"] = dict(consent)
    if ranges is not None:
        data["response_range"] = {name: list(bounds) for name, bounds in ranges.items()}
    return build_answers(data, "answers.json", today=TODAY)


def plain_answers(instrument: Instrument, style: str, rng: np.random.Generator) -> dict[str, int]:
    """Answers that know nothing of scales."""
    low, high = instrument.response.bounds
    if style == "flat":
        value = int(rng.integers(low, high + 1))
        return dict.fromkeys(instrument.item_ids, value)
    choices = [low, high] if style == "extreme" else list(instrument.response.values)
    return {item: int(rng.choice(choices)) for item in instrument.item_ids}


def thinned(answers: dict[str, int], missing: float, rng: np.random.Generator) -> dict[str, int]:
    return {item: value for item, value in answers.items() if rng.random() >= missing}


def person_answers(
    names: Sequence[str], *, style: str, missing: float, rng: np.random.Generator
) -> Answers:
    """One person's answers to these questionnaires; one that lost all its answers is left out."""
    chosen = instruments_of(tuple(names))
    if style == "factor":
        spread = {s.construct: float(rng.normal(0, 1.5)) for i in chosen for s in i.scales}
        made, _ = synthetic_couple(chosen, rng, SyntheticOptions(missing=missing, truth_a=spread))
        found = {name: dict(answers) for name, answers in made.answers.items()}
    else:
        found = {
            instrument.id: thinned(plain_answers(instrument, style, rng), missing, rng)
            for instrument in chosen
        }
    return {name: answers for name, answers in found.items() if answers}


def random_person(rng: np.random.Generator, alias: str | None) -> AnswersFile:
    """A person of any style, with or without gaps, who answered some or all questionnaires."""
    style = str(rng.choice(STYLES))
    missing = float(rng.choice([0.0, 0.0, 0.05, 0.3]))
    names = [name for name in INSTRUMENTS if rng.random() < rng.choice([0.7, 1.0])]
    age = int(rng.integers(18, 91)) if rng.random() < 0.5 else None
    answers = person_answers(names or ["closeness"], style=style, missing=missing, rng=rng)
    return answers_file(answers, alias=alias, age=age)


def random_couple(
    seed: int, aliases: tuple[str | None, str | None] = ("Ada", "Ben")
) -> tuple[AnswersFile, AnswersFile]:
    """The couple of a seed; the same in every run."""
    rng = np.random.default_rng(seed)
    return random_person(rng, aliases[0]), random_person(rng, aliases[1])


def full_couple(seed: int, missing: float = 0.0) -> tuple[AnswersFile, AnswersFile]:
    """A couple of the common-factor model who answered every worded questionnaire and IPIP-50."""
    rng = np.random.default_rng(seed)
    options = SyntheticOptions(missing=missing)
    one, two = synthetic_couple(instruments_of(INSTRUMENTS), rng, options)
    return answers_file(one.answers, alias="Ada"), answers_file(two.answers, alias="Ben")


def keyed_answers(
    instrument: Instrument, choices: Sequence[int], rng: np.random.Generator
) -> dict[str, int]:
    """Answers whose *keyed* value is one of the choices, whichever way an item is turned."""
    low, high = instrument.response.bounds
    reverse = {item for scale in instrument.scales for item in scale.reverse}
    drawn = {item: int(rng.choice(choices)) for item in instrument.item_ids}
    return {item: low + high - v if item in reverse else v for item, v in drawn.items()}


def with_consent(answers: AnswersFile, consent: Mapping[str, str] | None) -> AnswersFile:
    return replace(answers, consent=consent)  # type: ignore[arg-type]


def without_part(answers: AnswersFile, part: str) -> AnswersFile:
    """The same person, who never answered the questionnaires of one part."""
    kept = {
        name: given
        for name, given in answers.responses.items()
        if not any(s.construct.startswith(PARTS[part]) for s in given.instrument.scales)
    }
    return replace(answers, responses=kept)


# ---- what Hypothesis draws -----------------------------------------------------------------------

seeds = st.integers(min_value=0, max_value=2**32 - 1)
instruments = st.sampled_from(instrument_ids()).map(load_instrument)
consents = st.one_of(
    st.none(),
    st.dictionaries(st.sampled_from(sorted(PARTS)), st.sampled_from(SHARING)),
)


@st.composite
def answer_sheets(
    draw: st.DrawFn, *, complete: bool = False
) -> tuple[Instrument, dict[str, int | None]]:
    """An instrument and answers to it; None where an item is left out."""
    instrument = draw(instruments)
    answer: st.SearchStrategy[int | None] = st.sampled_from(list(instrument.response.values))
    if not complete:
        answer = st.one_of(answer, answer, answer, st.none())
    given = draw(st.lists(answer, min_size=len(instrument.items), max_size=len(instrument.items)))
    return instrument, dict(zip(instrument.item_ids, given, strict=True))
