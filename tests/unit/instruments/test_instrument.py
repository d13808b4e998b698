"""Questionnaires as plain objects."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from pairbond.instruments import AgeBand, NormGroup, ResponseFormat, ScaleNorm
from pairbond.instruments.norms import alpha_from_moments
from pairbond.library.instruments import load_instrument
from pairbond.types import InstrumentId, ScaleId

ECR = load_instrument("ecr")


def test_a_response_format_lists_its_answers() -> None:
    found = ResponseFormat(minimum=0, maximum=3)
    assert list(found.values) == [0, 1, 2, 3]
    assert found.bounds == (0, 3)
    assert found.allowed() == "a whole number from 0 to 3"


def test_positions_are_where_a_scales_items_stand() -> None:
    assert ECR.positions(ECR.scale("ecr.anxiety")) == tuple(range(1, 36, 2))


def test_an_unknown_scale_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        ECR.scale("ecr.warmth")


def test_labels_of_an_item_come_before_those_of_the_questionnaire() -> None:
    found = load_instrument("dealbreakers")
    assert found.labels_for(found.items[0]) == found.items[0].labels
    assert found.labels_for(found.items[2]) == found.response.labels


def test_nothing_can_be_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ECR.title = "Other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        ECR.layouts["x"] = ()  # type: ignore[index]


def test_a_reference_names_id_version_and_content() -> None:
    assert ECR.ref.to_dict() == {"id": "ecr", "version": ECR.version, "content_hash": ECR.content_hash}


def norm(counts: list[list[int]]) -> ScaleNorm:
    return ScaleNorm(
        scale=ScaleId("x.y"),
        minimum=1,
        n_items=2,
        bands=tuple(
            AgeBand(first=20 + i, last=20 + i, mean_age=20.0 + i, counts=np.array(row))
            for i, row in enumerate(counts)
        ),
        item_sums=np.zeros(2),
        item_products=np.zeros((2, 2)),
    )


def test_a_norms_figures_come_from_its_counts() -> None:
    found = norm([[1, 0, 2], [0, 3, 0]])
    people = np.array([1.0, 2, 2, 1.5, 1.5, 1.5])
    assert found.n == 6 and found.support.tolist() == [1.0, 1.5, 2.0]
    assert (found.mean, found.sd) == pytest.approx((people.mean(), people.std(ddof=1)))


def test_alpha_equals_its_textbook_form() -> None:
    rng = np.random.default_rng(0)
    items = rng.normal(size=(200, 1)) + rng.normal(size=(200, 6))
    k = 6
    expected = k / (k - 1) * (1 - items.var(axis=0, ddof=1).sum() / items.sum(axis=1).var(ddof=1))
    assert alpha_from_moments(200, items.sum(axis=0), items.T @ items) == pytest.approx(expected)


@pytest.mark.parametrize(("n", "k"), [(2, 6), (100, 1)])
def test_alpha_needs_people_and_items(n: int, k: int) -> None:
    assert np.isnan(alpha_from_moments(n, np.ones(k), np.eye(k)))


def test_alpha_of_constants_is_unknown() -> None:
    assert np.isnan(alpha_from_moments(10, np.full(3, 10.0), np.full((3, 3), 10.0)))


def test_a_norm_group_names_who_was_asked() -> None:
    found = NormGroup(
        id="n", instrument=InstrumentId("x"), group="all", title="T", who="people", year=2018, source="s",
        response_range=(1, 2), scales={ScaleId("x.y"): norm([[1, 0, 2]])},
    )  # fmt: skip
    assert found.ref(borrowed=True).to_dict() == {
        "id": "n", "title": "T", "who": "people", "year": 2018, "n": 3, "borrowed": True,
    }  # fmt: skip
