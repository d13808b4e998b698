"""Sums, differences, items on a range of their own and products, for one person and for tables."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, sqrt
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.cohort.norm_table import NormTotals, countable_scales
from pairbond.cohort.summary import TableSummary
from pairbond.errors import ContentError, ResponseError
from pairbond.instruments import (
    AgeBand,
    Instrument,
    NormGroup,
    PublishedGroup,
    ScaleNorm,
)
from pairbond.library.instruments import build_instrument, content_hash
from pairbond.library.spec import InstrumentSpec
from pairbond.library.validate import validated
from pairbond.scoring import NormChoice, read_responses, score
from pairbond.scoring.batch import BatchScores, code_answers, score_batch
from pairbond.scoring.classical import against_published
from pairbond.scoring.quality import answer_quality
from pairbond.types import ScaleId

Data = dict[str, object]


def instrument_data(scale: Data, *, n: int = 4, items: Mapping[int, Data] | None = None) -> Data:
    own = items or {}
    return {
        "schema": "pairbond.instrument/1",
        "id": "made-up",
        "version": "1.0.0",
        "title": "Made up",
        "kind": "keys-only",
        "purpose": "p",
        "population": "p",
        "citation": "c",
        "licence": {"wording": "not shipped", "note": "n"},
        "response": {"min": 1, "max": 5},
        "items": [{"id": f"q.{i}", **own.get(i, {})} for i in range(1, n + 1)],
        "scales": [
            {
                "id": "s",
                "title": "S",
                "construct": "made.up",
                "items": [f"q.{i}" for i in range(1, n + 1)],
                "missing": {"min_answered": 2},
                "precision": {"basis": "measured", "sd": 3.0, "reliability": 0.84, "source": "s"},
                **scale,
            }
        ],
        "golden": [{"name": "g", "answers": [None] * n, "scores": {"s": None}}],
    }


def spec_of(scale: Data, **how: object) -> InstrumentSpec:
    return validated(InstrumentSpec, instrument_data(scale, **how), "made-up.yaml")  # type: ignore[arg-type]


def made(scale: Data, **how: object) -> Instrument:
    return build_instrument(spec_of(scale, **how))


PAIRED: Data = {
    "products": [{"concern": "q.1", "expectancy": "q.2"}, {"concern": "q.3", "expectancy": "q.4"}],
    "flip": 6,
}
WIDE = {2: {"response": {"min": 0, "max": 6}}}
FORMS = {
    "mean": made({"reverse": ["q.2"]}),
    "sum": made({"reverse": ["q.2"], "aggregate": "sum"}),
    "difference": made({"reverse": ["q.2", "q.3"], "aggregate": "difference"}),
    "mixed": made({"reverse": ["q.2"], "aggregate": "sum"}, items=WIDE),
    "mixed-difference": made({"reverse": ["q.2", "q.4"], "aggregate": "difference"}, items=WIDE),
    "products": made(PAIRED),
    "products-sum": made({**PAIRED, "aggregate": "sum"}),
}


def scored(name: str, *answers: int | None) -> tuple[float | None, float]:
    instrument = FORMS[name]
    given_ = dict(zip(instrument.item_ids, answers, strict=True))
    found = score(read_responses(given_, instrument))["s"]
    return found.value, found.estimate.se if found.estimate else float("nan")


# ---- one person ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers", "wanted"),
    [
        ("mean", (5, 1, 4, 2), 4.0),
        ("sum", (5, 1, 4, 2), 16.0),
        ("sum", (5, None, 4, 3), 16.0),
        ("difference", (5, 1, 4, 2), 2.0),
        ("difference", (1, 5, 5, 1), -8.0),
        ("mixed", (5, 0, 5, 5), 21.0),
        ("mixed", (1, 6, 1, 1), 3.0),
        ("mixed", (3, None, 3, 3), 12.0),  # the middle of 3..21
        ("mixed", (5, None, 5, 5), 21.0),  # never above the top
        ("mixed-difference", (5, 0, 5, 1), 9.0),
        ("products", (5, 1, 1, 5), (25 + 1) / 2),
        ("products", (2, 4, 3, 3), (2 * 2 + 3 * 3) / 2),
        ("products-sum", (2, 4, 3, 3), 13.0),
        ("products", (2, None, 3, 3), None),  # one pair of the two that are needed
        ("sum", (5, None, None, None), None),
    ],
)
def test_scores(name: str, answers: tuple[int | None, ...], wanted: float | None) -> None:
    found, _ = scored(name, *answers)
    assert found == (None if wanted is None else pytest.approx(wanted))


def test_the_standard_error_has_the_unit_of_the_score() -> None:
    plain, whole = sqrt(1 - 0.84) * 3.0, (2, 2, 2, 2)
    for name in FORMS:
        assert scored(name, *whole)[1] == pytest.approx(plain), name
    assert scored("sum", None, 2, 2, 2)[1] == pytest.approx(plain * sqrt(4 / 3))


def test_intervals_stay_on_the_scale_of_the_score() -> None:
    for name, (low, high) in {"sum": (4, 20), "difference": (-8, 8), "products": (1, 25)}.items():
        instrument = FORMS[name]
        for value in (1, 5):
            answers: dict[str, object] = dict.fromkeys(instrument.item_ids, value)
            found = score(read_responses(answers, instrument))["s"]
            assert found.bounds == (low, high)
            assert found.estimate is not None
            assert low <= found.estimate.lower <= found.estimate.upper <= high


def test_products_count_as_answers() -> None:
    instrument = FORMS["products"]
    found = score(read_responses({"q.1": 1, "q.2": 1, "q.3": 2, "q.4": 2}, instrument))["s"]
    assert (found.n_answered, found.scale.size, found.to_dict()["n_items"]) == (2, 2, 2)


def test_items_of_their_own_range_take_its_answers_and_no_others() -> None:
    instrument = FORMS["mixed"]
    assert read_responses({"q.2": 0}, instrument).values[1] == 0
    with pytest.raises(ResponseError, match="from 0 to 6"):
        read_responses({"q.2": 7}, instrument)
    with pytest.raises(ResponseError, match="from 1 to 5"):
        read_responses({"q.1": 0}, instrument)


@pytest.mark.parametrize("name", ["mixed", "products"])
def test_the_range_of_special_forms_cannot_be_changed(name: str) -> None:
    with pytest.raises(ResponseError, match="one scoring only"):
        read_responses({}, FORMS[name], response_range=(1, 7))


def test_a_sum_on_another_range_has_the_sd_of_that_range() -> None:
    found = score(
        read_responses(dict.fromkeys(FORMS["sum"].item_ids, 7), FORMS["sum"], response_range=(1, 7))
    )
    assert found["s"].sd == pytest.approx(3.0 * 6 / 4)
    assert found["s"].bounds == (4, 28)


# ---- tables ----------------------------------------------------------------------------------------


def tabled(
    instrument: Instrument, table: npt.NDArray[np.int64], norms: NormChoice | None = None
) -> BatchScores:
    bounds = instrument.item_bounds(instrument.response.bounds)
    codes = {
        item: code_answers(table[:, n], bounds[item], frozenset(), item)
        for n, item in enumerate(instrument.item_ids)
    }
    return score_batch(codes, instrument, instrument.response.bounds, norms=norms)[ScaleId("s")]


@pytest.mark.parametrize("name", FORMS)
@given(data=st.data())
def test_tables_agree_with_one_by_one(name: str, data: st.DataObject) -> None:
    instrument = FORMS[name]
    bounds = instrument.item_bounds(instrument.response.bounds)
    answers = [
        [data.draw(st.one_of(st.just(-1), st.integers(*bounds[item]))) for item in instrument.item_ids]
        for _ in range(5)
    ]
    found = tabled(instrument, np.array(answers))
    for row, person in enumerate(answers):
        given_ = {i: v for i, v in zip(instrument.item_ids, person, strict=True) if v >= 0}
        one = score(read_responses(given_, instrument))["s"]
        assert found.n_answered[row] == one.n_answered
        if one.estimate is None:
            assert isnan(found.value[row]) and isnan(found.se[row])
        else:
            assert found.value[row] == pytest.approx(one.estimate.value, abs=1e-12)
            assert found.se[row] == pytest.approx(one.estimate.se)


@pytest.mark.parametrize("name", FORMS)
def test_summaries_have_alpha_of_the_parts(name: str) -> None:
    instrument = FORMS[name]
    rng = np.random.default_rng(3)
    level = rng.integers(1, 6, 400)
    table = np.column_stack([np.clip(level + rng.integers(-1, 2, 400), 1, 5) for _ in range(4)])
    turned = instrument.scales[0].reverse | {pair.expectancy for pair in instrument.scales[0].products}
    for n, item in enumerate(instrument.item_ids):
        if item in turned:
            table[:, n] = 6 - table[:, n]
    bounds = instrument.item_bounds((1, 5))
    codes = {
        item: code_answers(table[:, n], bounds[item], frozenset(), item)
        for n, item in enumerate(instrument.item_ids)
    }
    summary = TableSummary(instrument, (1, 5))
    scores = score_batch(codes, instrument, (1, 5))
    summary.add(codes, scores, np.ones(400, dtype=bool))
    figures = summary.figures(ScaleId("s"))
    assert figures["alpha"] > 0.8
    assert figures["mean"] == pytest.approx(float(np.mean(scores[ScaleId("s")].value)))


# ---- norms and published samples -------------------------------------------------------------------


def norms_for(instrument: Instrument) -> NormChoice:
    counts = np.arange(1, 18, dtype=np.int64)
    norm = ScaleNorm(
        scale=ScaleId("s"),
        minimum=1,
        n_items=4,
        bands=(AgeBand(first=18, last=80, mean_age=40.0, counts=counts),),
        item_sums=np.full(4, 10.0),
        item_products=np.eye(4) * 20 + 5,
    )
    group = NormGroup(
        id="g",
        instrument=instrument.id,
        group="all",
        title="t",
        who="w",
        year=2020,
        source="s",
        response_range=(1, 5),
        scales=MappingProxyType({ScaleId("s"): norm}),
    )
    return NormChoice(group=group, scales={ScaleId("s"): ScaleId("s")})


def test_percentiles_of_a_sum_are_those_of_the_mean() -> None:
    answers: dict[str, object] = {"q.1": 5, "q.2": 2, "q.3": 4, "q.4": 3}
    mean, total = (
        score(read_responses(answers, FORMS[name]), norms=norms_for(FORMS[name]))["s"]
        for name in ("mean", "sum")
    )
    assert mean.percentile is not None and total.percentile is not None
    assert total.percentile.value == pytest.approx(mean.percentile.value)
    assert total.percentile.lower == pytest.approx(mean.percentile.lower)
    assert (total.mean, total.sd) == (pytest.approx(4 * mean.mean), pytest.approx(4 * mean.sd))
    assert mean.estimate is not None and total.estimate is not None
    assert total.estimate.se == pytest.approx(4 * mean.estimate.se)
    batch = tabled(FORMS["sum"], np.array([[5, 2, 4, 3]]), norms_for(FORMS["sum"]))
    assert batch.percentile[0] == pytest.approx(total.percentile.value)
    assert batch.se[0] == pytest.approx(total.estimate.se)


def test_norm_files_hold_scales_of_one_range_only() -> None:
    kept = {name for name, instrument in FORMS.items() if countable_scales(instrument, (1, 5))}
    assert kept == {"mean", "sum", "difference"}
    assert NormTotals(FORMS["mixed"], (1, 5)).n == 0


PUBLISHED: Data = {"published": [{"mean": 12.0, "sd": 4.0, "who": "people", "source": "a paper"}]}


def test_a_score_can_be_put_beside_a_published_sample() -> None:
    instrument = made({"aggregate": "sum", **PUBLISHED})
    found = score(read_responses(dict.fromkeys(instrument.item_ids, 4), instrument))["s"]
    [(group, z)] = against_published(found)
    assert group == PublishedGroup(mean=12.0, sd=4.0, n=None, who="people", year=None, source="a paper")
    assert z.value == pytest.approx(1.0)
    assert z.se == pytest.approx(sqrt(1 - 0.84) * 3.0 / 4.0)
    assert found.percentile is None


def test_published_samples_do_not_hold_for_another_range() -> None:
    instrument = made({"aggregate": "sum", **PUBLISHED})
    answers: dict[str, object] = dict.fromkeys(instrument.item_ids, 4)
    other = score(read_responses(answers, instrument, response_range=(1, 7)))["s"]
    assert against_published(other) == ()
    assert against_published(score(read_responses({}, instrument))["s"]) == ()


# ---- attention -------------------------------------------------------------------------------------


def test_concern_and_expectancy_are_not_like_questions() -> None:
    pairs = [{"concern": f"q.{i}", "expectancy": f"q.{i + 1}"} for i in range(1, 25, 2)]
    instrument = made({"products": pairs, "flip": 6}, n=24)
    answers: dict[str, object] = {
        f"q.{i}": (1 + (i // 4) % 5) if i % 2 else 5 - (i // 4 - 1) % 5 for i in range(1, 25)
    }
    codes = {caution.code for caution in answer_quality(read_responses(answers, instrument)).cautions}
    assert "even-odd" not in codes


# ---- the format ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scale", "how", "fault"),
    [
        ({"products": PAIRED["products"]}, {}, "go together"),
        ({"flip": 6}, {}, "go together"),
        ({**PAIRED, "flip": 7}, {}, "lowest \\+ highest"),
        ({**PAIRED, "reverse": ["q.2"]}, {}, "not reversed"),
        ({**PAIRED, "aggregate": "difference"}, {}, "not reversed"),
        (
            {
                "products": [{"concern": "q.1", "expectancy": "q.2"}],
                "flip": 6,
                "missing": {"min_answered": 1},
            },
            {},
            "each of the items once",
        ),
        ({**PAIRED, "missing": {"min_answered": 3}}, {}, "above the number"),
        ({}, {"items": WIDE}, "have no mean"),
        ({"aggregate": "median"}, {}, "aggregate"),
        ({"aggregate": "sum"}, {"items": {2: {"response": {"min": 3, "max": 3}}}}, "min must be below"),
        ({"aggregate": "sum"}, {"items": {2: {**WIDE[2], "labels": ["a", "b"]}}}, "2 labels for 7"),
    ],
)
def test_what_does_not_fit_is_refused(scale: Data, how: dict[str, object], fault: str) -> None:
    with pytest.raises(ContentError, match=fault):
        spec_of(scale, **how)


def test_keys_left_at_their_default_do_not_change_the_content_hash() -> None:
    plain = spec_of({"reverse": ["q.2"]})
    spelt_out = spec_of({"reverse": ["q.2"], "aggregate": "mean", "products": [], "published": []})
    assert content_hash(plain) == content_hash(spelt_out)
    assert content_hash(plain) != content_hash(spec_of({"reverse": ["q.2"], "aggregate": "sum"}))
    written = plain.model_dump(mode="json", by_alias=True)
    assert not {"aggregate", "products", "flip", "published"} & set(written["scales"][0])
    assert "response" not in written["items"][0]
