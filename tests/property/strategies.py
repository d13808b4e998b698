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
from hypothesis import Phase, settings
from hypothesis import strategies as st

from pairbond.cohort.synthetic import SyntheticOptions, synthetic_couple
from pairbond.instruments import Instrument, Item
from pairbond.library.answers import NEVER_STORED, AnswersFile, build_answers
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.safety import PARTS

CREATED = date(2026, 11, 2)
TODAY = date(2026, 12, 31)
INSTRUMENTS = ("closeness", "conflict", "values", "dealbreakers", "bond", "ipip-50")
"""One questionnaire for each part of a joint report."""
STYLES = ("factor", "factor", "factor", "uniform", "extreme", "flat")
SHARING = ("none", "banded", "open")

Answer = int | list[str]
Answers = dict[str, dict[str, Answer]]


@cache
def shipped() -> tuple[Instrument, ...]:
    return tuple(load_instrument(name) for name in instrument_ids())


@cache
def everyday() -> tuple[str, ...]:
    """The questionnaires of our own wording whose answers are kept."""
    return tuple(i.id for i in shipped() if i.worded and i.id not in NEVER_STORED)


@cache
def standard() -> tuple[str, ...]:
    return tuple(i.id for i in shipped() if not i.worded)


@cache
def shareable(name: str) -> bool:
    """Whether a joint report can show anything of a questionnaire."""
    prefixes = tuple(PARTS.values())
    return any(scale.construct.startswith(prefixes) for scale in load_instrument(name).scales)


@cache
def instruments_of(names: tuple[str, ...]) -> tuple[Instrument, ...]:
    return tuple(load_instrument(name) for name in names)


def answers_file(
    responses: Mapping[str, Mapping[str, Answer]],
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


def plain_answers(instrument: Instrument, style: str, rng: np.random.Generator) -> dict[str, Answer]:
    """Answers that know nothing of scales."""
    share = rng.random()
    return {item.id: plain_answer(instrument, item, style, rng, share) for item in instrument.items}


def plain_answer(
    instrument: Instrument, item: Item, style: str, rng: np.random.Generator, share: float
) -> Answer:
    """One answer; *share* is where on its range a flat person sets every answer."""
    if item.pick:
        n = int(rng.integers(0, item.pick.maximum + 1))
        return [str(option) for option in rng.choice(item.pick.options, n, replace=False)]
    low, high = instrument.response_for(item).bounds
    if style == "flat":
        return low + round(share * (high - low))
    choices = [low, high] if style == "extreme" else list(range(low, high + 1))
    return int(rng.choice(choices))


def plain(instrument: Instrument) -> bool:
    """Whether every item is answered on the questionnaire's own range."""
    return not any(item.pick or item.response for item in instrument.items) and bool(instrument.scales)


def thinned(answers: dict[str, Answer], missing: float, rng: np.random.Generator) -> dict[str, Answer]:
    return {item: value for item, value in answers.items() if rng.random() >= missing}


def person_answers(names: Sequence[str], *, style: str, missing: float, rng: np.random.Generator) -> Answers:
    """One person's answers to these questionnaires; one that lost all its answers is left out."""
    found: Answers = {}
    for instrument in instruments_of(tuple(names)):
        if style == "factor" and plain(instrument):
            spread = {s.construct: float(rng.normal(0, 1.5)) for s in instrument.scales}
            options = SyntheticOptions(missing=missing, truth_a=spread)
            made, _ = synthetic_couple([instrument], rng, options)
            found[instrument.id] = dict(made.answers[instrument.id])
        else:
            found[instrument.id] = thinned(plain_answers(instrument, style, rng), missing, rng)
    return {name: answers for name, answers in found.items() if answers}


def random_person(rng: np.random.Generator, alias: str | None) -> AnswersFile:
    """A person of any style, with or without gaps, who answered some or all questionnaires.

    Now and then a part was answered with a standard questionnaire, or with two.
    """
    style = str(rng.choice(STYLES))
    missing = float(rng.choice([0.0, 0.0, 0.05, 0.3]))
    share = float(rng.choice([0.6, 1.0]))
    names = [name for name in everyday() if rng.random() < (share if shareable(name) else 0.1)]
    if rng.random() < 0.3:
        names += [name for name in standard() if shareable(name) and rng.random() < 0.25]
    age = int(rng.integers(18, 91)) if rng.random() < 0.5 else None
    answers = person_answers(names or ["closeness"], style=style, missing=missing, rng=rng)
    return answers_file(answers, alias=alias, age=age)


def random_couple(
    seed: int, aliases: tuple[str | None, str | None] = ("Ada", "Ben")
) -> tuple[AnswersFile, AnswersFile]:
    """The couple of a seed; the same in every run."""
    rng = np.random.default_rng(seed)
    return random_person(rng, aliases[0]), random_person(rng, aliases[1])


EVERY_PART = (*INSTRUMENTS, "needs", "moves")


def full_couple(
    seed: int, missing: float = 0.0, names: tuple[str, ...] = INSTRUMENTS
) -> tuple[AnswersFile, AnswersFile]:
    """A couple of the common-factor model who answered all of these questionnaires."""
    rng = np.random.default_rng(seed)
    options = SyntheticOptions(missing=missing)
    one, two = synthetic_couple(instruments_of(names), rng, options)
    return answers_file(listed(one.answers), alias="Ada"), answers_file(listed(two.answers), alias="Ben")


def listed(answers: Mapping[str, Mapping[str, int | tuple[str, ...]]]) -> Answers:
    """Answers as JSON has them: choices as lists."""
    return {
        name: {item: list(value) if isinstance(value, tuple) else value for item, value in given.items()}
        for name, given in answers.items()
    }


def keyed_answers(instrument: Instrument, choices: Sequence[int], rng: np.random.Generator) -> dict[str, int]:
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


def random_sheet(seed: int) -> tuple[Instrument, dict[str, int | None]]:
    """A scored questionnaire and answers to its numbered items; None where one is left out."""
    rng = np.random.default_rng(seed)
    scored = [instrument for instrument in shipped() if instrument.scales]
    instrument = scored[int(rng.integers(len(scored)))]
    missing = float(rng.choice([0.0, 0.1, 0.3, 0.8]))
    answers: dict[str, int | None] = {}
    for item in instrument.items:
        if item.pick is None:
            low, high = instrument.response_for(item).bounds
            answers[item.id] = None if rng.random() < missing else int(rng.integers(low, high + 1))
    return instrument, answers


# ---- what Hypothesis draws -----------------------------------------------------------------------

seeds = st.integers(min_value=0, max_value=2**32 - 1)


def tries(n: int) -> settings:
    """Try this many seeds. A seed says nothing by being small, so failures are not shrunk."""
    return settings(max_examples=n, phases=(Phase.explicit, Phase.reuse, Phase.generate))


consents = st.one_of(
    st.none(),
    st.dictionaries(st.sampled_from(sorted(PARTS)), st.sampled_from(SHARING)),
)
