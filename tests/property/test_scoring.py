"""What holds for the score of any answers to any questionnaire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.property.strategies import answer_sheets, seeds

from pairbond.cohort.table import score_table
from pairbond.instruments import AgeBand, Instrument, ScaleNorm
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.library.norms import choose_norms
from pairbond.scoring import Scores, read_responses, score
from pairbond.scoring.batch import code_answers, score_batch
from pairbond.scoring.keying import keyed_answers
from pairbond.scoring.norms import midranks, percentile_at, percentile_curve
from pairbond.types import ScaleId

Sheet = tuple[Instrument, dict[str, int | None]]
ages = st.one_of(st.none(), st.integers(18, 110))


def scored(sheet: Sheet, age: int | None = None) -> Scores:
    instrument, answers = sheet
    return score(read_responses(answers, instrument), norms=choose_norms(instrument), age=age)


def answered_item(draw: Callable[..., str], sheet: Sheet) -> str:
    given_items = [item for item, value in sheet[1].items() if value is not None]
    assume(given_items)
    return draw(st.sampled_from(given_items))


@given(answer_sheets(), ages)
def test_scores_and_intervals_stay_within_the_response_range(sheet: Sheet, age: int | None) -> None:
    low, high = sheet[0].response.bounds
    for found in scored(sheet, age).scales:
        assert found.scored == (found.n_answered >= found.scale.min_answered)
        if found.estimate is not None:
            assert low <= found.estimate.lower <= found.estimate.value <= found.estimate.upper <= high


@given(answer_sheets())
def test_the_score_is_the_prorated_mean_of_keyed_answers(sheet: Sheet) -> None:
    instrument, answers = sheet
    low, high = instrument.response.bounds
    for found in scored(sheet).scales:
        given_values = [
            low + high - value if item in found.scale.reverse else value
            for item in found.scale.items
            if (value := answers[item]) is not None
        ]
        assert found.n_answered == len(given_values)
        if found.value is not None:
            assert found.value == pytest.approx(sum(given_values) / len(given_values))


@given(st.data(), answer_sheets())
def test_raising_an_answer_moves_its_own_scale_the_keyed_way(data: st.DataObject, sheet: Sheet) -> None:
    instrument, answers = sheet
    item = answered_item(data.draw, sheet)
    value = answers[item]
    assert value is not None
    assume(value < instrument.response.maximum)
    before, after = scored(sheet), scored((instrument, {**answers, item: value + 1}))
    for old, new in zip(before.scales, after.scales, strict=True):
        if item not in old.scale.items:
            assert new.value == old.value
        elif old.value is not None and new.value is not None:
            step = (new.value - old.value) * old.n_answered
            assert step == pytest.approx(-1 if item in old.scale.reverse else 1)


@given(st.data(), answer_sheets())
def test_leaving_out_an_answer_never_makes_a_score_more_precise(data: st.DataObject, sheet: Sheet) -> None:
    instrument, answers = sheet
    item = answered_item(data.draw, sheet)
    before, after = scored(sheet), scored((instrument, {**answers, item: None}))
    for old, new in zip(before.scales, after.scales, strict=True):
        if old.estimate is None:
            assert new.estimate is None
        elif new.estimate is not None:
            assert new.estimate.se >= old.estimate.se
            assert (new.estimate.se > old.estimate.se) == (item in old.scale.items)


@given(answer_sheets())
def test_turning_every_key_twice_changes_nothing(sheet: Sheet) -> None:
    instrument, answers = sheet
    turned = instrument
    for _ in range(2):
        turned = with_turned_keys(turned)
    assert turned == instrument
    assert scored(sheet).to_dict() == scored((turned, answers)).to_dict()


@given(answer_sheets())
def test_turned_keys_turn_the_score(sheet: Sheet) -> None:
    instrument, answers = sheet
    low, high = instrument.response.bounds
    turned = with_turned_keys(instrument)
    responses, others = read_responses(answers, instrument), read_responses(answers, turned)
    for scale, other in zip(instrument.scales, turned.scales, strict=True):
        keyed = keyed_answers(others, other)
        assert keyed == [low + high - value for value in keyed_answers(responses, scale)]


def with_turned_keys(instrument: Instrument) -> Instrument:
    scales = tuple(replace(s, reverse=frozenset(s.items) - s.reverse) for s in instrument.scales)
    return replace(instrument, scales=scales)


@given(st.randoms(use_true_random=False), answer_sheets())
def test_the_order_of_answers_in_the_file_does_not_matter(random: object, sheet: Sheet) -> None:
    instrument, answers = sheet
    mixed = list(answers.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert scored((instrument, dict(mixed))).to_dict() == scored(sheet).to_dict()


# ---- percentiles ---------------------------------------------------------------------------------


@given(st.sampled_from([n for n in instrument_ids() if choose_norms(load_instrument(n))]), ages)
def test_percentiles_rise_with_the_score_and_stay_within_0_and_100(name: str, age: int | None) -> None:
    norms = choose_norms(load_instrument(name))
    assert norms is not None
    for scale in norms.scales:
        norm = norms.norm_for(scale)
        assert norm is not None
        curve = percentile_curve(norm, age)
        found = percentile_at(curve, norm, np.linspace(norm.minimum - 1, norm.minimum + 7, 500))
        assert (np.diff(found) >= 0).all()
        assert found.min() >= 0 and found.max() <= 100


@given(hnp.arrays(np.int64, st.integers(2, 60), elements=st.integers(0, 50)))
def test_midranks_equal_a_count_one_by_one(counts: np.ndarray) -> None:
    assume(counts.sum() > 0)
    people = np.repeat(np.arange(len(counts)), counts)
    expected = [
        100 * (np.sum(people < place) + 0.5 * np.sum(people == place)) / len(people)
        for place in range(len(counts))
    ]
    assert midranks(counts) == pytest.approx(expected)


@given(
    hnp.arrays(np.int64, st.tuples(st.integers(1, 8), st.just(17)), elements=st.integers(0, 400)),
    st.floats(0, 120),
)
def test_percentiles_of_any_norm_at_any_age_are_monotone(counts: np.ndarray, age: float) -> None:
    counts = counts[counts.sum(axis=1) > 0]
    assume(len(counts) > 0)
    bands = tuple(
        AgeBand(first=20 + 5 * i, last=24 + 5 * i, mean_age=22.0 + 5 * i, counts=row)
        for i, row in enumerate(counts)
    )
    norm = ScaleNorm(
        scale=ScaleId("x.y"), minimum=1, n_items=4, bands=bands,
        item_sums=np.zeros(4), item_products=np.zeros((4, 4)),
    )  # fmt: skip
    curve = percentile_curve(norm, age)
    assert (np.diff(curve) >= -1e-9).all()
    assert curve[0] >= -1e-9 and curve[-1] <= 100 + 1e-9


# ---- one person, a batch and a table -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTable:
    """Answers of 25 people (NaN missing), their ages (NaN unknown) and the range they used."""

    instrument: Instrument
    bounds: tuple[int, int]
    sheet: np.ndarray
    years: np.ndarray


def random_table(seed: int) -> RandomTable:
    rng = np.random.default_rng(seed)
    names = [name for name in instrument_ids() if name != "dealbreakers"]
    instrument = load_instrument(str(rng.choice(names)))
    free = not instrument.worded and rng.random() < 0.7
    bounds = (1, 5) if free else instrument.response.bounds
    sheet = rng.integers(bounds[0], bounds[1] + 1, size=(25, len(instrument.items))).astype(float)
    sheet[rng.random(sheet.shape) < rng.choice([0.0, 0.1, 0.3], size=(25, 1))] = np.nan
    years = rng.integers(18, 90, size=25).astype(float)
    years[rng.random(25) < 0.2] = np.nan
    return RandomTable(instrument=instrument, bounds=bounds, sheet=sheet, years=years)


def one_by_one(table: RandomTable, years: np.ndarray) -> dict[str, list[float]]:
    """The scores of each row by the one-person functions, in the columns of a scored table."""
    norms, items = choose_norms(table.instrument), table.instrument.item_ids
    columns: dict[str, list[float]] = {}
    for row, age in zip(table.sheet, years, strict=True):
        answers = {item: None if isnan(v) else int(v) for item, v in zip(items, row, strict=True)}
        responses = read_responses(answers, table.instrument, response_range=table.bounds)
        for found in score(responses, norms=norms, age=None if isnan(age) else float(age)).scales:
            estimate, percentile = found.estimate, found.percentile
            entries = {
                "": estimate.value if estimate else np.nan,
                ".se": estimate.se if estimate else np.nan,
                ".percentile": percentile.value if percentile else np.nan,
                ".n": found.n_answered,
            }
            for ending, value in entries.items():
                columns.setdefault(f"{found.scale.id}{ending}", []).append(value)
    return columns


def assert_equal_columns(frame: pl.DataFrame, expected: dict[str, list[float]]) -> None:
    assert set(frame.columns) == {"row", *expected}
    for name, values in expected.items():
        found = frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        np.testing.assert_allclose(found, values, rtol=0, atol=1e-9, err_msg=name)


@given(seeds)
def test_the_batch_kernel_equals_one_person_after_the_other(seed: int) -> None:
    table = random_table(seed)
    items = enumerate(table.instrument.item_ids)
    codes = {item: code_answers(table.sheet[:, i], table.bounds, frozenset(), item) for i, item in items}
    norms = choose_norms(table.instrument)
    found = score_batch(codes, table.instrument, table.bounds, norms=norms, ages=table.years)
    expected = one_by_one(table, table.years)
    for scale_id, batch in found.items():
        np.testing.assert_allclose(batch.value, expected[scale_id], atol=1e-9)
        np.testing.assert_allclose(batch.se, expected[f"{scale_id}.se"], atol=1e-9)
        np.testing.assert_allclose(batch.percentile, expected[f"{scale_id}.percentile"], atol=1e-9)
        np.testing.assert_array_equal(batch.n_answered, expected[f"{scale_id}.n"])


def native(table: RandomTable, form: str) -> tuple[Any, set[int]]:
    """The table in one of the forms users bring, and the codes that mean missing in it."""
    items = list(table.instrument.item_ids)
    if form in {"floats", "nulls"}:
        frame = pl.DataFrame(table.sheet, schema=items, orient="row", nan_to_null=form == "nulls")
        frame = frame.with_columns(pl.all().cast(pl.Int64)) if form == "nulls" else frame
        return frame.with_columns(age=table.years), set()
    coded = np.where(np.isnan(table.sheet), 77, table.sheet).astype(np.int64)
    years = np.where(np.isnan(table.years), 0, table.years).astype(np.int64)
    frame = pl.DataFrame(coded, schema=items, orient="row").with_columns(age=years)
    if form == "shuffled":
        frame = frame.select(sorted(frame.columns, reverse=True))
    if form.startswith("pandas"):
        return pandas_of(frame, nullable=form == "pandas-nullable"), {77}
    return frame, {77}


def pandas_of(frame: pl.DataFrame, *, nullable: bool) -> Any:
    import pandas as pd

    found = pd.DataFrame({name: frame[name].to_numpy() for name in frame.columns})
    if not nullable:
        return found
    years = found.pop("age")
    return found.astype("Int64").mask(found == 77).assign(age=years)


FORMS = ("polars", "floats", "nulls", "shuffled", "pandas", "pandas-nullable")


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=10)
@given(seed=seeds)
def test_a_table_of_any_library_equals_one_person_after_the_other(form: str, seed: int) -> None:
    table = random_table(seed)
    frame, missing = native(table, form)
    found = score_table(
        frame,
        table.instrument,
        response_range=table.bounds,
        missing=missing,
        age_column="age",
        norms=choose_norms(table.instrument),
    )
    assert_equal_columns(found, one_by_one(table, table.years))


@settings(max_examples=20)
@given(seeds)
def test_an_array_equals_one_person_after_the_other(seed: int) -> None:
    table = random_table(seed)
    norms = choose_norms(table.instrument)
    found = score_table(table.sheet, table.instrument, response_range=table.bounds, norms=norms)
    assert_equal_columns(found, one_by_one(table, np.full(len(table.sheet), np.nan)))
