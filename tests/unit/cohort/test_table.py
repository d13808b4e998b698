"""Tables of people: one row out for every row in, in chunks or whole."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pairbond.cohort.summary import TableSummary
from pairbond.cohort.table import TableOptions, score_chunks, score_table, scored_frame, table_reader
from pairbond.errors import ConfigError, ResponseError
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms
from pairbond.types import ScaleId

ECR = load_instrument("ecr")
Q = [f"Q{n}" for n in range(1, 37)]
ANXIETY = ScaleId("ecr.anxiety")


def people(n: int, seed: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, 6, size=(n, 36))
    complete = rng.random(n) < 0.5
    answers[complete] = rng.integers(1, 6, size=(int(complete.sum()), 36))
    return pl.DataFrame(answers, schema=Q, orient="row").with_columns(age=rng.integers(10, 99, n))


def options(**changes: object) -> TableOptions:
    given: dict[str, object] = {"columns": "Q{n}", "response_range": (1, 5), "missing": frozenset({0})}
    return TableOptions(**(given | changes))  # type: ignore[arg-type]


def chunked(frame: pl.DataFrame, size: int, chosen: TableOptions) -> tuple[pl.DataFrame, TableSummary]:
    reader = table_reader(frame.columns, ECR, chosen, choose_norms(ECR))
    summary = TableSummary(ECR, reader.bounds)
    parts = [frame[i : i + size] for i in range(0, frame.height, size)]
    found = [scored_frame(chunk) for chunk in score_chunks(parts, reader, summary)]
    return pl.concat(found), summary


@pytest.mark.parametrize("clean", [False, True])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_chunks_give_what_the_whole_gives(size: int, clean: bool) -> None:
    frame = people(40)
    chosen = options(age_column="age", clean=clean)
    whole, all_at_once = chunked(frame, 1_000, chosen)
    parts, summary = chunked(frame, size, chosen)
    assert whole.equals(parts)
    assert whole["row"].to_list() == list(range(40))
    first, second = all_at_once.figures(ANXIETY), summary.figures(ANXIETY)
    assert list(first.values()) == pytest.approx(list(second.values()), nan_ok=True)


def test_columns_of_a_scored_table() -> None:
    found = score_table(people(3), ECR, columns="Q{n}", response_range=(1, 5), missing=[0])
    assert found.columns == [
        "row",
        *(f"{s}{e}" for s in ("ecr.anxiety", "ecr.avoidance") for e in ("", ".se", ".percentile", ".n")),
    ]


def test_a_row_without_a_score_stays_blank() -> None:
    frame = pl.DataFrame({name: [0, 3] for name in Q})
    found = score_table(frame, ECR, response_range=(1, 5), missing=[0], norms=choose_norms(ECR))
    assert found.row(0)[1:] == (None, None, None, 0, None, None, None, 0)
    assert None not in found.row(1)


def test_clean_blanks_the_incomplete_the_flat_and_the_too_young() -> None:
    good = {name: 1 + i % 5 for i, name in enumerate(Q)}
    rows = [
        {**good, "age": 30}, {**good, "Q9": 0, "age": 30}, {**dict.fromkeys(Q, 3), "age": 30},
        {**good, "age": 17}, {**good, "age": 81}, {**good, "age": 80}, {**good, "age": 18}, {**good, "age": None},
    ]  # fmt: skip
    chosen = options(age_column="age", clean=True)
    found, summary = chunked(pl.DataFrame(rows), 3, chosen)
    kept = found["ecr.anxiety"].is_not_null().to_list()
    assert kept == [True, False, False, False, False, True, True, False]
    assert (summary.rows, summary.used) == (8, 3)


def test_without_ages_clean_looks_at_answers_only() -> None:
    frame = pl.DataFrame([{name: 1 + i % 5 for i, name in enumerate(Q)}, dict.fromkeys(Q, 2)])
    found = score_table(frame, ECR, columns="Q{n}", response_range=(1, 5), clean=True)
    assert found["ecr.anxiety"].is_null().to_list() == [False, True]


def test_a_bad_answer_is_named_by_its_row_in_the_table() -> None:
    frame = pl.DataFrame({name: [3] * 10 for name in Q}).with_columns(Q5=pl.Series([3] * 8 + [9, 3]))
    with pytest.raises(ResponseError, match=r"^row 8, Q5: the answer 9 is not allowed;"):
        chunked(frame, 3, options())


def test_ages_that_cannot_be_are_unknown() -> None:
    frame = pl.concat([people(1)] * 4).with_columns(age=pl.Series([0, -5, 400, 30]))
    norms = choose_norms(ECR)
    found = score_table(
        frame, ECR, columns="Q{n}", response_range=(1, 5), missing=[0], age_column="age", norms=norms
    )
    without = score_table(frame, ECR, columns="Q{n}", response_range=(1, 5), missing=[0], norms=norms)
    same = [
        a == b
        for a, b in zip(found["ecr.anxiety.percentile"], without["ecr.anxiety.percentile"], strict=True)
    ]
    assert same[:3] == [True] * 3


def test_age_columns_that_are_none() -> None:
    with pytest.raises(ConfigError, match="There is no age column 'years' in the file"):
        score_table(people(2), ECR, columns="Q{n}", response_range=(1, 5), age_column="years")
    frame = people(2).with_columns(age=pl.Series(["thirty", "40"]))
    with pytest.raises(ConfigError, match="The age column 'age' does not hold numbers"):
        score_table(frame, ECR, columns="Q{n}", response_range=(1, 5), missing=[0], age_column="age")


def test_text_is_no_answer() -> None:
    frame = people(2).with_columns(Q3=pl.Series(["1", "2"]))
    with pytest.raises(ResponseError, match="use whole numbers"):
        score_table(frame, ECR, columns="Q{n}", response_range=(1, 5), missing=[0])


# ---- the summary of a table ----------------------------------------------------------------------


def keyed(frame: pl.DataFrame, scale_id: str) -> np.ndarray:
    scale = ECR.scale(scale_id)
    columns = [frame[f"Q{int(item[-2:])}"].to_numpy() for item in scale.items]
    return np.column_stack(
        [6 - c if item in scale.reverse else c for item, c in zip(scale.items, columns, strict=True)]
    ).astype(float)


def test_the_summary_equals_plain_statistics() -> None:
    frame = people(300).with_columns([pl.col(name).clip(1, 5) for name in Q])
    _, summary = chunked(frame, 41, options())
    items = keyed(frame, "ecr.anxiety")
    scores = items.mean(axis=1)
    figures = summary.figures(ANXIETY)
    k = items.shape[1]
    alpha = k / (k - 1) * (1 - items.var(axis=0, ddof=1).sum() / items.sum(axis=1).var(ddof=1))
    assert figures == pytest.approx(
        {"n": 300, "mean": scores.mean(), "sd": scores.std(ddof=1), "alpha": alpha}
    )
    other = keyed(frame, "ecr.avoidance").mean(axis=1)
    assert summary.correlations()[0, 1] == pytest.approx(np.corrcoef(scores, other)[0, 1])


def test_a_table_of_nobody_has_a_summary() -> None:
    _, summary = chunked(pl.DataFrame({name: [0] for name in Q}), 1, options())
    assert summary.to_dict()["scales"]["ecr.anxiety"] == {"n": 0, "mean": None, "sd": None, "alpha": None}  # type: ignore[index]
    table = summary.summary()
    assert table.rows[0] == ("ecr.anxiety", "0", "–", "–", "–")
    assert table.notes == ("1 of 1 rows used",)
