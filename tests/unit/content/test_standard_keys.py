"""The keys of the standard questionnaires, against tables typed here from the published keys.

Nothing in this file is read from the content it checks: item numbers, reversed items and ways of
adding up are written out, and the golden cases are scored again with exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from pairbond.instruments import Instrument, Scale
from pairbond.library.instruments import instrument_ids, read_instrument, read_spec
from pairbond.library.paths import CONTENT
from pairbond.library.spec import InstrumentSpec
from pairbond.scoring import read_responses, score
from pairbond.scoring.batch import code_answers, score_batch

FOLDER = CONTENT / "instruments"

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One scale: item numbers, which are reversed, and how they are added up."""

    items: Numbers
    reverse: frozenset[int] = frozenset()
    form: str = "mean"


@dataclass(frozen=True, slots=True)
class Form:
    """One questionnaire: number of items, lowest and highest answer, scales by the end of their id."""

    n: int
    low: int
    high: int
    scales: Mapping[str, Key]
    own: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    pairs: bool = False

    def ends(self, item: int) -> tuple[int, int]:
        return self.own.get(item, (self.low, self.high))


def numbers(text: str) -> Numbers:
    """``1 4 7-9`` is 1, 4, 7, 8, 9."""
    found: list[int] = []
    for word in text.split():
        first, _, last = word.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def key(items: str, reverse: str = "", form: str = "mean") -> Key:
    return Key(numbers(items), frozenset(numbers(reverse)), form)


def every(first: int, step: int, last: int) -> Numbers:
    return tuple(range(first, last + 1, step))


def keyed_by(reverse: str, scales: Mapping[str, Numbers], form: str = "mean") -> dict[str, Key]:
    """Scales that take their reversed items from one list for the whole questionnaire."""
    turned = frozenset(numbers(reverse))
    return {name: Key(items, turned & frozenset(items), form) for name, items in scales.items()}


VALUES_RR = {
    "self-direction-thought": "1 23 39",
    "self-direction-action": "16 30 56",
    "stimulation": "10 28 43",
    "hedonism": "3 36 46",
    "achievement": "17 32 48",
    "power-dominance": "6 29 41",
    "power-resources": "12 20 44",
    "face": "9 24 49",
    "security-personal": "13 26 53",
    "security-societal": "2 35 50",
    "tradition": "18 33 40",
    "conformity-rules": "15 31 42",
    "conformity-interpersonal": "4 22 51",
    "humility": "7 38 54",
    "universalism-nature": "8 21 45",
    "universalism-concern": "5 37 52",
    "universalism-tolerance": "14 34 57",
    "benevolence-care": "11 25 47",
    "benevolence-dependability": "19 27 55",
}
BROAD_RR = ("self-direction", "power", "security", "conformity", "universalism", "benevolence")
HIGHER_RR = {
    "self-transcendence": ("universalism", "benevolence"),
    "self-enhancement": ("achievement", "power"),
    "openness-to-change": ("self-direction", "stimulation", "hedonism"),
    "conservation": ("security", "tradition", "conformity"),
}


def values_rr() -> dict[str, Key]:
    scales = {name: numbers(text) for name, text in VALUES_RR.items()}

    def union(*stems: str) -> Numbers:
        return tuple(
            sorted(item for name, items in scales.items() if name.startswith(stems) for item in items)
        )

    found = {name: Key(items) for name, items in scales.items()}
    found |= {name: Key(union(name)) for name in BROAD_RR}
    found |= {name: Key(union(*stems)) for name, stems in HIGHER_RR.items()}
    return found | {"mean-rating": key("1-57")}


NEO_DOMAINS = ("neuroticism", "extraversion", "openness", "agreeableness", "conscientiousness")
NEO_FACETS = {
    "neuroticism": "anxiety anger depression self-consciousness immoderation vulnerability",
    "extraversion": "friendliness gregariousness assertiveness activity-level excitement-seeking cheerfulness",
    "openness": "imagination artistic-interests emotionality adventurousness intellect liberalism",
    "agreeableness": "trust morality altruism cooperation modesty sympathy",
    "conscientiousness": "self-efficacy orderliness dutifulness achievement-striving self-discipline cautiousness",
}
NEO_REVERSED = (
    "9 19 24 30 39 40 48 49 51 53 54 60 62 67-70 73-75 78-81 83-85 88-90 92 94 96-111 113-116 118-120"
)


def neo_scales() -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    for place, domain in enumerate(NEO_DOMAINS, start=1):
        found[domain] = every(place, 5, 120)
        for step, facet in enumerate(NEO_FACETS[domain].split()):
            found[f"{domain}.{facet}"] = every(place + 5 * step, 30, 120)
    return found


BFI2_REVERSED = "3 4 5 8 9 11 12 16 17 22 23 24 25 26 28 29 30 31 36 37 42 44 45 47 48 49 50 51 55 58"
BFI2_FACETS = {
    "extraversion": {"sociability": 1, "assertiveness": 6, "energy": 11},
    "agreeableness": {"compassion": 2, "respectfulness": 7, "trust": 12},
    "conscientiousness": {"organization": 3, "productiveness": 8, "responsibility": 13},
    "neuroticism": {"anxiety": 4, "depression": 9, "volatility": 14},
    "openness": {"aesthetic-sensitivity": 5, "intellectual-curiosity": 10, "imagination": 15},
}


def bfi2_scales() -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    for domain, facets in BFI2_FACETS.items():
        found[domain] = every(min(facets.values()), 5, 60)
        found |= {f"{domain}.{facet}": every(first, 15, 60) for facet, first in facets.items()}
    return found


HEXACO_REVERSED = "1 9 10 12 14 15 19 20 21 24 26 28 30 31 32 35 41 42 44 46 48 49 52 53 55 56 57 59 60"
HEXACO_FIRST = {
    "honesty-humility": 6,
    "emotionality": 5,
    "extraversion": 4,
    "agreeableness": 3,
    "conscientiousness": 2,
    "openness": 1,
}

FORMS: dict[str, Form] = {
    "ecr-s": Form(
        12, 1, 7, {"avoidance": key("1 3 5 7 9 11", "1 5 9"), "anxiety": key("2 4 6 8 10 12", "8")}
    ),
    "ecr-12": Form(
        12,
        1,
        7,
        {"anxiety": key("1 2 3 5 7 8"), "avoidance": key("4 6 9 10 11 12", "6 9 10 11 12")},
    ),
    "ecr-rs": Form(9, 1, 7, {"avoidance": key("1-6", "1-4"), "anxiety": key("7-9")}),
    "rq": Form(
        4,
        1,
        7,
        {
            "secure": key("1"),
            "fearful": key("2"),
            "preoccupied": key("3"),
            "dismissing": key("4"),
            "self-model": key("1-4", "2 3", "difference"),
            "other-model": key("1-4", "2 4", "difference"),
        },
    ),
    "rsq": Form(
        30,
        1,
        5,
        {
            "secure": key("3 9 10 15 28", "9 28"),
            "fearful": key("1 5 12 24"),
            "preoccupied": key("6 8 16 25", "6"),
            "dismissing": key("2 6 19 22 26"),
        },
    ),
    "raas": Form(
        18,
        1,
        5,
        {
            "close": key("1 6 8 12 13 17", "8 13 17"),
            "depend": key("2 5 7 14 16 18", "2 7 16 18"),
            "anxiety": key("3 4 9 10 11 15"),
        },
    ),
    "cpq-sf": Form(
        11,
        1,
        9,
        {
            "self-demands": key("3 8 10", form="sum"),
            "partner-demands": key("4 9 11", form="sum"),
            "demand-withdraw": key("3 4 8-11", form="sum"),
            "constructive": key("2 5 7", form="sum"),
        },
    ),
    "cpq-2016": Form(
        35,
        1,
        9,
        {
            "constructive": key("1 2 6 8 23-27", "1 24 26", "sum"),
            "self-demands": key("3 9 11 13 17 19 32", form="sum"),
            "partner-demands": key("4 10 12 14 18 20 33", form="sum"),
        },
    ),
    "pvq-21": Form(
        21,
        1,
        6,
        {
            "self-direction": key("1 11"),
            "power": key("2 17"),
            "universalism": key("3 8 19"),
            "achievement": key("4 13"),
            "security": key("5 14"),
            "stimulation": key("6 15"),
            "conformity": key("7 16"),
            "tradition": key("9 20"),
            "hedonism": key("10 21"),
            "benevolence": key("12 18"),
            "mean-rating": key("1-21"),
        },
    ),
    "pvq-40": Form(
        40,
        1,
        6,
        {
            "conformity": key("7 16 28 36"),
            "tradition": key("9 20 25 38"),
            "benevolence": key("12 18 27 33"),
            "universalism": key("3 8 19 23 29 40"),
            "self-direction": key("1 11 22 34"),
            "stimulation": key("6 15 30"),
            "hedonism": key("10 26 37"),
            "achievement": key("4 13 24 32"),
            "power": key("2 17 39"),
            "security": key("5 14 21 31 35"),
            "mean-rating": key("1-40"),
        },
    ),
    "pvq-rr": Form(57, 1, 6, values_rr()),
    "ipip-neo-120": Form(120, 1, 5, keyed_by(NEO_REVERSED, neo_scales(), "sum")),
    "bfi-2": Form(60, 1, 5, keyed_by(BFI2_REVERSED, bfi2_scales())),
    # Published as emotional stability with item 4 reversed; here the other way round.
    "tipi": Form(
        10,
        1,
        7,
        {
            "extraversion": key("1 6", "6"),
            "agreeableness": key("2 7", "2"),
            "conscientiousness": key("3 8", "8"),
            "neuroticism": key("4 9", "9"),
            "openness": key("5 10", "10"),
        },
    ),
    "hexaco-60": Form(
        60,
        1,
        5,
        keyed_by(HEXACO_REVERSED, {name: every(first, 6, 60) for name, first in HEXACO_FIRST.items()}),
    ),
    "csi-32": Form(32, 0, 5, {"satisfaction": key("1-32", form="sum")}, own={1: (0, 6)}),
    "csi-16": Form(16, 0, 5, {"satisfaction": key("1-16", form="sum")}, own={1: (0, 6)}),
    "csi-4": Form(4, 0, 5, {"satisfaction": key("1-4", form="sum")}, own={1: (0, 6)}),
    "ras": Form(7, 1, 5, {"satisfaction": key("1-7", "4 7")}),
    "prqc": Form(
        18,
        1,
        7,
        {
            "satisfaction": key("1-3"),
            "commitment": key("4-6"),
            "intimacy": key("7-9"),
            "trust": key("10-12"),
            "passion": key("13-15"),
            "love": key("16-18"),
            "short": key("1 4 7 10 13 16"),
        },
    ),
    "pprs": Form(18, 1, 9, {"responsiveness": key("1-18", form="sum")}),
    "ios": Form(1, 1, 7, {"closeness": key("1")}),
    "ders-16": Form(
        16,
        1,
        5,
        {
            "total": key("1-16", form="sum"),
            "clarity": key("1 2", form="sum"),
            "goals": key("3 7 15", form="sum"),
            "impulse": key("4 8 11", form="sum"),
            "strategies": key("5 6 12 14 16", form="sum"),
            "nonacceptance": key("9 10 13", form="sum"),
        },
    ),
    "erq": Form(10, 1, 7, {"reappraisal": key("1 3 5 7 8 10"), "suppression": key("2 4 6 9")}),
    "diri-rs": Form(4, 1, 7, {"reassurance-seeking": key("1-4")}),
    # Items 1, 3, ... are concerns, 2, 4, ... what is expected, situation after situation.
    "a-rsq": Form(18, 1, 6, {"total": key("1-18", form="mean")}, pairs=True),
}

SCREENS = {"hits", "e-hits", "wast", "pvs", "cts2", "cts2s"}
LEFT_OUT = {"roci-ii", "tki", "codi", "saam", "crsi", "svs", "sf-cds", "hs3", "hexaco-100"}

# Where two questionnaires share items: own number -> number in the longer form.
ECR_12_IN_ECR = dict(enumerate(numbers("2 6 8 9 14 15 18 24 25 27 29 31"), start=1))
CSI_16_IN_32 = dict(enumerate(numbers("1 5 9 11 12 17 19-22 26-28 30-32"), start=1))
CSI_4_IN_32 = dict(enumerate(numbers("1 12 19 22"), start=1))
ECR_REVERSED = frozenset(numbers("3 15 19 22 25 27 29 31 33 35"))
ECR_R_REVERSED = frozenset(numbers("9 11 20 22 26-31 33-36"))


def path_of(id_: str) -> Path:
    return FOLDER / f"{id_}.yaml"


def place(instrument: Instrument, item: str) -> int:
    return instrument.item_ids.index(item) + 1  # type: ignore[arg-type]


def short(instrument: Instrument, scale: Scale) -> str:
    return scale.id.removeprefix(f"{instrument.id}.")


def places(instrument: Instrument, items: Sequence[str] | frozenset[str]) -> list[int]:
    return sorted(place(instrument, item) for item in items)


# ---- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", FORMS)
def test_items_scales_and_reversals(id_: str) -> None:
    instrument, form = read_instrument(path_of(id_)), FORMS[id_]
    assert len(instrument.items) == form.n
    assert not instrument.worded and not any(item.text for item in instrument.items)
    assert instrument.licence.startswith("not shipped")
    assert {short(instrument, scale) for scale in instrument.scales} == set(form.scales)
    for scale in instrument.scales:
        wanted = form.scales[short(instrument, scale)]
        assert places(instrument, scale.items) == sorted(wanted.items), scale.id
        assert places(instrument, scale.reverse) == sorted(wanted.reverse), scale.id
        assert scale.aggregate == wanted.form, scale.id
        assert bool(scale.products) == form.pairs


@pytest.mark.parametrize("id_", FORMS)
def test_answers_have_the_published_range(id_: str) -> None:
    instrument, form = read_instrument(path_of(id_)), FORMS[id_]
    assert instrument.response.bounds == (form.low, form.high)
    bounds = instrument.item_bounds(instrument.response.bounds)
    assert [bounds[item] for item in instrument.item_ids] == [form.ends(n + 1) for n in range(form.n)]


@pytest.mark.parametrize("id_", FORMS)
def test_items_are_numbered_in_the_published_order(id_: str) -> None:
    instrument, form = read_instrument(path_of(id_)), FORMS[id_]
    width = 3 if form.n > 99 else 2
    wanted = [f"{id_}.{n:0{width}}" for n in range(1, form.n + 1)]
    if form.pairs:
        wanted = [f"{id_}.{n:02}{side}" for n in range(1, form.n // 2 + 1) for side in "ab"]
    assert list(instrument.item_ids) == wanted


SCORE_RANGES = {
    ("csi-32", "satisfaction"): (0, 161),
    ("csi-16", "satisfaction"): (0, 81),
    ("csi-4", "satisfaction"): (0, 21),
    ("pprs", "responsiveness"): (18, 162),
    ("ders-16", "total"): (16, 80),
    ("a-rsq", "total"): (1, 36),
    ("rq", "self-model"): (-12, 12),
    ("rq", "other-model"): (-12, 12),
    ("ipip-neo-120", "neuroticism"): (24, 120),
    ("ipip-neo-120", "neuroticism.anxiety"): (4, 20),
    ("cpq-sf", "demand-withdraw"): (6, 54),
    ("ecr-rs", "anxiety"): (1, 7),
}


@pytest.mark.parametrize(("id_", "name"), SCORE_RANGES)
def test_scores_reach_both_ends_of_the_published_range(id_: str, name: str) -> None:
    instrument = read_instrument(path_of(id_))
    scale = instrument.scale(f"{id_}.{name}")
    bounds = instrument.item_bounds(instrument.response.bounds)
    turned = scale.reverse | {pair.expectancy for pair in scale.products}
    for end in (0, 1):
        answers: dict[str, object] = {
            item: bounds[item][1 - end if item in turned else end] for item in scale.items
        }
        scored = score(read_responses(answers, instrument))[scale.id]
        assert scored.bounds == SCORE_RANGES[id_, name]
        assert scored.value == SCORE_RANGES[id_, name][end]


def test_reversed_items_are_as_many_as_published() -> None:
    assert len(numbers(NEO_REVERSED)) == 55
    assert len(numbers(BFI2_REVERSED)) == 30
    assert len(numbers(HEXACO_REVERSED)) == 29
    assert len(ECR_REVERSED) == 10
    assert len(ECR_R_REVERSED) == 14


def test_five_domains_hold_six_facets_of_four() -> None:
    instrument = read_instrument(path_of("ipip-neo-120"))
    assert len(instrument.scales) == 35
    for domain in NEO_DOMAINS:
        facets = [s for s in instrument.scales if s.id.startswith(f"ipip-neo-120.{domain}.")]
        whole = instrument.scale(f"ipip-neo-120.{domain}")
        assert [len(facet.items) for facet in facets] == [4] * 6
        assert sorted(item for facet in facets for item in facet.items) == sorted(whole.items)
        assert frozenset[str]().union(*(facet.reverse for facet in facets)) == whole.reverse


def test_nineteen_values_are_a_partition_of_the_57_items() -> None:
    instrument = read_instrument(path_of("pvq-rr"))
    narrow = [instrument.scale(f"pvq-rr.{name}") for name in VALUES_RR]
    assert [len(scale.items) for scale in narrow] == [3] * 19
    assert sorted(item for scale in narrow for item in scale.items) == list(instrument.item_ids)
    higher = [instrument.scale(f"pvq-rr.{name}") for name in HIGHER_RR]
    assert sum(len(scale.items) for scale in higher) == 57 - 6, "face and humility stand apart"


@pytest.mark.parametrize("id_", ["pvq-21", "pvq-40"])
def test_ten_values_are_a_partition(id_: str) -> None:
    instrument = read_instrument(path_of(id_))
    ten = [scale for scale in instrument.scales if not scale.id.endswith("mean-rating")]
    assert len({scale.construct for scale in ten}) == 10
    assert sorted(item for scale in ten for item in scale.items) == list(instrument.item_ids)


def test_rsq_item_6_stands_in_two_scales_and_is_turned_in_one() -> None:
    instrument = read_instrument(path_of("rsq"))
    holding = [scale for scale in instrument.scales if "rsq.06" in scale.items]
    assert [(scale.id, "rsq.06" in scale.reverse) for scale in holding] == [
        ("rsq.preoccupied", True),
        ("rsq.dismissing", False),
    ]


@pytest.mark.parametrize(
    ("id_", "longer", "mapping"),
    [("ecr-12", "ecr", ECR_12_IN_ECR), ("csi-16", "csi-32", CSI_16_IN_32), ("csi-4", "csi-32", CSI_4_IN_32)],
)
def test_short_forms_say_which_items_they_share(id_: str, longer: str, mapping: Mapping[int, int]) -> None:
    instrument, whole = read_instrument(path_of(id_)), read_instrument(path_of(longer))
    for item in instrument.items:
        number = mapping[place(instrument, item.id)]
        assert item.facet == f"item {number} of the {len(whole.items)}"
        twin = whole.item_ids[number - 1]
        assert item.response == whole.items[number - 1].response
        for scale in instrument.scales:
            if item.id in scale.items:
                other = next(s for s in whole.scales if s.construct == scale.construct)
                assert twin in other.items
                assert (item.id in scale.reverse) == (twin in other.reverse)


# ---- known public bugs -----------------------------------------------------------------------------


def reversed_in(id_: str) -> frozenset[int]:
    instrument = read_instrument(path_of(id_))
    return frozenset(place(instrument, item) for scale in instrument.scales for item in scale.reverse)


def test_the_reversals_of_ecr_are_not_those_of_ecr_r() -> None:
    assert reversed_in("ecr") == ECR_REVERSED
    assert reversed_in("ecr-r") == ECR_R_REVERSED
    assert reversed_in("ecr-r") != reversed_in("ecr")


def test_ecr_r_scored_with_the_reversals_of_ecr_is_seen() -> None:
    """Answers of a person low on both: 1 where agreeing is high, 7 where it is low."""
    instrument = read_instrument(path_of("ecr-r"))
    answers: dict[str, object] = {f"ecr-r.{n:02}": 7 if n in ECR_R_REVERSED else 1 for n in range(1, 37)}
    scored = score(read_responses(answers, instrument))
    assert scored["ecr-r.anxiety"].value == 1.0
    assert scored["ecr-r.avoidance"].value == 1.0
    wrong = {n: 8 - value if n in ECR_REVERSED else value for n, value in enumerate(answers.values(), 1)}  # type: ignore[operator]
    assert sum(wrong[n] for n in range(19, 37)) / 18 > 2.0  # type: ignore[misc]


def test_ecr_rs_is_six_and_three_not_five_and_four() -> None:
    instrument = read_instrument(path_of("ecr-rs"))
    sizes = {short(instrument, scale): len(scale.items) for scale in instrument.scales}
    assert sizes == {"avoidance": 6, "anxiety": 3}
    sixth: dict[str, object] = {f"ecr-rs.{n:02}": 7 if n <= 4 or n == 6 else 1 for n in range(1, 10)}
    scored = score(read_responses(sixth, instrument))
    assert scored["ecr-rs.avoidance"].value == 2.0, "item 6 belongs to avoidance"
    assert scored["ecr-rs.anxiety"].value == 1.0


# ---- golden cases ----------------------------------------------------------------------------------


def exact(form: Form, scale: Key, answers: Sequence[int | None], least: int) -> Fraction | None:
    """The score of one scale by the published rule, prorated, in whole numbers and fractions."""
    if form.pairs:
        couples = zip(answers[::2], answers[1::2], strict=True)
        products = [Fraction(a * (7 - b)) for a, b in couples if a is not None and b is not None]
        return sum(products, Fraction()) / len(products) if len(products) >= least else None
    given: list[tuple[int, int, int]] = []
    for item in scale.items:
        value, (low, high) = answers[item - 1], form.ends(item)
        if value is not None:
            given.append((low + high - value if item in scale.reverse else value, low, high))
    if len(given) < least:
        return None
    lowest = sum(form.ends(item)[0] for item in scale.items)
    widest = sum(form.ends(item)[1] for item in scale.items) - lowest
    part = Fraction(sum(v - low for v, low, _ in given), sum(high - low for _, low, high in given))
    total = lowest + part * widest
    if scale.form == "difference":
        return total - sum(sum(form.ends(item)) for item in scale.reverse)
    return total / len(scale.items) if scale.form == "mean" else total


def least_of(spec: InstrumentSpec, name: str) -> int:
    return next(s.missing.min_answered for s in spec.scales if s.id == f"{spec.id}.{name}")


GOLDEN = [(id_, number) for id_ in FORMS for number in range(5)]


def golden(id_: str, number: int) -> tuple[tuple[int | None, ...], dict[str, float | None]]:
    cases = read_spec(path_of(id_)).golden
    if number >= len(cases):
        pytest.skip("fewer cases")
    return cases[number].answers, cases[number].scores


@pytest.mark.parametrize(("id_", "number"), GOLDEN)
def test_golden_cases_agree_with_exact_arithmetic(id_: str, number: int) -> None:
    answers, scores = golden(id_, number)
    spec = read_spec(path_of(id_))
    assert set(scores) == {scale.id for scale in spec.scales}
    for name, scale in FORMS[id_].scales.items():
        wanted = exact(FORMS[id_], scale, answers, least_of(spec, name))
        stated = scores[f"{id_}.{name}"]
        assert (wanted is None) == (stated is None), name
        assert wanted is None or stated == pytest.approx(float(wanted), abs=1e-9), name


@pytest.mark.parametrize(("id_", "number"), GOLDEN)
def test_golden_cases_are_scored_so_one_by_one(id_: str, number: int) -> None:
    answers, scores = golden(id_, number)
    instrument = read_instrument(path_of(id_))
    given = dict(zip(instrument.item_ids, answers, strict=True))
    scored = score(read_responses(given, instrument))
    for scale_id, wanted in scores.items():
        found = scored[scale_id].value
        assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-9)), scale_id


@pytest.mark.parametrize("id_", FORMS)
def test_golden_cases_are_scored_so_in_tables(id_: str) -> None:
    spec, instrument = read_spec(path_of(id_)), read_instrument(path_of(id_))
    bounds = instrument.item_bounds(instrument.response.bounds)
    table = np.array([[-1 if v is None else v for v in case.answers] for case in spec.golden])
    codes = {
        item: code_answers(table[:, n], bounds[item], frozenset(), item)
        for n, item in enumerate(instrument.item_ids)
    }
    scored = score_batch(codes, instrument, instrument.response.bounds)
    for row, case in enumerate(spec.golden):
        for scale in instrument.scales:
            wanted = case.scores[scale.id]
            found = float(scored[scale.id].value[row])
            assert found == pytest.approx(float("nan") if wanted is None else wanted, abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("id_", FORMS)
def test_there_are_three_golden_cases_or_more(id_: str) -> None:
    assert 3 <= len(read_spec(path_of(id_)).golden) <= 5


# ---- precision and published samples ---------------------------------------------------------------

PRECISION = {  # SD, reliability: only where both are known
    "a-rsq.total": (3.61, 0.70),
    "erq.reappraisal": (0.981, 0.79),
    "erq.suppression": (1.146, 0.73),
    "tipi.extraversion": (1.45, 0.68),
    "tipi.agreeableness": (1.11, 0.40),
    "tipi.conscientiousness": (1.32, 0.50),
    "tipi.neuroticism": (1.42, 0.73),
    "tipi.openness": (1.07, 0.45),
    "ecr-12.anxiety": (1.441, 0.84),
    "ecr-12.avoidance": (1.353, 0.85),
}


def test_precision_is_stated_where_it_is_known_and_nowhere_else() -> None:
    stated = {
        scale.id: (scale.precision.sd, scale.precision.reliability)
        for id_ in FORMS
        for scale in read_instrument(path_of(id_)).scales
        if scale.precision is not None
    }
    assert stated == PRECISION


PUBLISHED = {
    "tipi.extraversion": [(4.44, 1.45)],
    "tipi.agreeableness": [(5.23, 1.11)],
    "tipi.conscientiousness": [(5.40, 1.32)],
    "tipi.neuroticism": [(3.17, 1.42)],  # 8 - 4.83
    "tipi.openness": [(5.38, 1.07)],
    "erq.reappraisal": [(4.60, 0.94), (4.61, 1.02)],
    "erq.suppression": [(3.64, 1.11), (3.14, 1.18)],
    "a-rsq.total": [(8.61, 3.61), (8.99, 3.60)],
}
NEO_AGED_21_TO_40 = {  # women, men
    "neuroticism": [(72.14, 16.16), (66.97, 16.48)],
    "extraversion": [(80.78, 14.64), (78.90, 15.21)],
    "openness": [(88.25, 12.15), (86.51, 12.65)],
    "agreeableness": [(91.91, 11.39), (84.22, 13.10)],
    "conscientiousness": [(87.57, 13.87), (85.50, 14.27)],
}


def test_published_samples_are_those_known() -> None:
    found = {
        scale.id: [(group.mean, group.sd) for group in scale.published]
        for id_ in FORMS
        if id_ != "ipip-neo-120"
        for scale in read_instrument(path_of(id_)).scales
        if scale.published
    }
    assert found == PUBLISHED


def test_the_long_personality_form_has_eight_groups_a_scale() -> None:
    instrument = read_instrument(path_of("ipip-neo-120"))
    assert {len(scale.published) for scale in instrument.scales} == {8}
    for domain, wanted in NEO_AGED_21_TO_40.items():
        groups = instrument.scale(f"ipip-neo-120.{domain}").published
        found = [
            (g.mean, g.sd) for who in ("women", "men") for g in groups if g.who == f"{who} aged 21 to 40"
        ]
        assert found == wanted


# ---- what must not ship ----------------------------------------------------------------------------


def test_no_screen_for_violence_and_nothing_uncertain_ships() -> None:
    assert not SCREENS & set(instrument_ids())
    assert not LEFT_OUT & set(instrument_ids())


def test_single_change_on_ecr_rs_is_warned_of() -> None:
    texts = [caution.text for caution in read_instrument(path_of("ecr-rs")).cautions]
    assert any("2.1 points" in text for text in texts)
