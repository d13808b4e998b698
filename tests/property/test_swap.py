"""Exchanging the two people gives the mirrored report, for any answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from tests.property.mirror import canonical, rounded
from tests.property.strategies import (
    CREATED,
    INSTRUMENTS,
    answers_file,
    instruments_of,
    keyed_answers,
    random_couple,
    seeds,
    tries,
)

from pairbond.findings import Chart, Report, TableBlock
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report

Couple = tuple[AnswersFile, AnswersFile]


def assert_mirrored(couple: Couple) -> None:
    a, b = couple
    straight = canonical(build_report(a, b, created=CREATED), swap=False)
    turned = canonical(build_report(b, a, created=CREATED), swap=True)
    assert_same(straight, turned)


def assert_same(straight: dict[str, Any], turned: dict[str, Any]) -> None:
    assert straight.keys() == turned.keys()
    for key, value in straight.items():
        assert rounded(value) == rounded(turned[key]), key


@tries(80)
@given(seeds)
def test_the_joint_report_is_mirrored(seed: int) -> None:
    assert_mirrored(random_couple(seed))


@tries(30)
@given(seeds)
def test_a_persons_own_report_does_not_depend_on_their_letter(seed: int) -> None:
    a, b = random_couple(seed)
    straight = canonical(build_report(a, b, reader="b", created=CREATED), swap=False)
    turned = canonical(build_report(b, a, reader="a", created=CREATED), swap=True)
    assert_same(straight, turned)


@tries(30)
@given(seeds)
def test_without_names_the_default_names_change_places(seed: int) -> None:
    a, b = random_couple(seed, (None, None))
    straight = build_report(a, b, created=CREATED)
    turned = build_report(b, a, created=CREATED)
    found = {
        (f.rule, swapped_names(f.text), f.probability and round(f.probability, 9))
        for f in straight.findings()
    }
    assert found == {(f.rule, f.text, f.probability and round(f.probability, 9)) for f in turned.findings()}


def swapped_names(text: str) -> str:
    return text.replace("Partner A", "\0").replace("Partner B", "Partner A").replace("\0", "Partner B")


@pytest.mark.slow
@pytest.mark.parametrize("block", range(5))
def test_five_hundred_couples_are_mirrored(block: int) -> None:
    """Ten thousand are in ``benchmarks/pair_reports.py``."""
    for seed in range(100 * block, 100 * block + 100):
        try:
            assert_mirrored(random_couple(seed))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error


# ---- no column attaches to the wrong person ------------------------------------------------------


def far_apart(seed: int) -> Couple:
    """Ada's keyed answers are all 1 or 2, Ben's all 4 or 5: every number tells whose it is."""
    rng = np.random.default_rng(seed)
    people = []
    for alias, choices in (("Ada", [1, 2]), ("Ben", [4, 5])):
        answers = {i.id: keyed_answers(i, choices, rng) for i in instruments_of(INSTRUMENTS)}
        people.append(answers_file(answers, alias=alias))
    return people[0], people[1]


def joint_far_apart(seed: int, *, turned: bool) -> Report:
    a, b = far_apart(seed)
    return build_report(b, a, created=CREATED) if turned else build_report(a, b, created=CREATED)


def below_the_middle(report: Report, who: str) -> bool:
    """Whether this letter stands for Ada, the one with low answers."""
    return next(person.name for person in report.people if person.who == who) == "Ada"


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_scores_stand_under_their_owner(seed: int, turned: bool) -> None:
    report = joint_far_apart(seed, turned=turned)
    for person in report.people:
        for scale in person.scales.values():
            value = scale["value"]
            assert isinstance(value, float)
            assert (value <= 2) == (person.name == "Ada"), (person.name, scale)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_evidence_names_the_one_who_answered(seed: int, turned: bool) -> None:
    report = joint_far_apart(seed, turned=turned)
    scored = [e for f in report.findings() for e in f.evidence if e.estimate is not None]
    assert scored
    for evidence in scored:
        assert evidence.estimate is not None
        assert (evidence.estimate.value <= 2) == evidence.label.startswith("Ada"), evidence


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_points_of_every_chart_belong_to_their_owner(seed: int, turned: bool) -> None:
    report = joint_far_apart(seed, turned=turned)
    charts = {b.id: b for s in report.sections for b in s.blocks if isinstance(b, Chart)}
    assert set(charts) == {"map", "values", "conflict-styles-a", "conflict-styles-b", "bond", "personality"}
    for chart in charts.values():
        for point in points_of(chart):
            low = below_the_middle(report, str(point["who"]))
            assert ("Ada" in str(point["name"])) == low
            if chart.id != "values":
                assert is_low(chart, point) == low, (chart.id, point)


def points_of(chart: Chart) -> list[Any]:
    data: Any = chart.data
    return data["points"] if chart.kind == "map" else [p for row in data["rows"] for p in row["points"]]


def is_low(chart: Chart, point: Any) -> bool:
    if chart.kind == "map":
        assert (point["x"] < 3) == (point["y"] < 3)
        return bool(point["x"] < 3)
    low, high = chart.data["domain"]  # type: ignore[misc]
    return bool(point["value"] < (low + high) / 2)


@pytest.mark.parametrize("turned", [False, True])
def test_the_higher_one_is_named_as_higher(turned: bool) -> None:
    report = joint_far_apart(0, turned=turned)
    apart = [f for f in report.findings() if f.rule.endswith(".apart")]
    assert len(apart) == 2
    assert all(f.text.startswith("Ben reports") and "than Ada does" in f.text for f in apart)


@pytest.mark.parametrize("turned", [False, True])
def test_both_accounts_of_a_quarrel_stand_under_the_right_doer(turned: bool) -> None:
    data: Any = joint_far_apart(1, turned=turned).to_dict()
    ada, ben = ("b", "a") if turned else ("a", "b")
    for behaviour, found in data["conflict"][ada].items():
        assert found["own"] <= 2 and found["other"] >= 4, behaviour
    for behaviour, found in data["conflict"][ben].items():
        assert found["own"] >= 4 and found["other"] <= 2, behaviour


@pytest.mark.parametrize("turned", [False, True])
def test_columns_of_the_topics_table_are_their_owners(turned: bool) -> None:
    report = joint_far_apart(2, turned=turned)
    (topics,) = [
        b.table for s in report.sections for b in s.blocks if isinstance(b, TableBlock) and b.id == "topics"
    ]
    labels = {item.id: list(item.labels) for item in instruments_of(("dealbreakers",))[0].items}
    places = [labels[item] for item in labels if item.endswith(".place")]
    for row in topics.rows:
        cells = dict(zip(topics.columns, row, strict=True))
        answers = next(
            found for found in places if cells["Ada stands"] in found and cells["Ben stands"] in found
        )
        assert answers.index(cells["Ada stands"]) <= 1 and answers.index(cells["Ben stands"]) >= 3
