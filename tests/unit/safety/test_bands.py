"""Bands of two people: from answers alone, of both or of neither."""

from __future__ import annotations

import pytest
from tests.property.strategies import answers_file, full_couple, without_part

from pairbond.library.instruments import load_instrument
from pairbond.safety import BAND_ROWS, couple_bands
from pairbond.safety.bands import person_band, scale_band


def answered(value: int, *, skip: int = 0, name: str = "closeness") -> dict[str, int]:
    """Answers with this keyed value throughout, the last *skip* items of each scale left out."""
    instrument = load_instrument(name)
    found = {}
    for scale in instrument.scales:
        for item in scale.items[: len(scale.items) - skip]:
            found[item] = 6 - value if item in scale.reverse else value
    return found


@pytest.mark.parametrize(
    ("value", "band"), [(1, "lower"), (2, "lower"), (3, "middle"), (4, "upper"), (5, "upper")]
)
def test_a_band_follows_the_keyed_answers(value: int, band: str) -> None:
    responses = answers_file({"closeness": answered(value)}).responses["closeness"]
    for scale in responses.instrument.scales:
        assert scale_band(responses, scale) == band


@pytest.mark.parametrize(("skip", "known"), [(0, True), (4, True), (5, False), (17, False)])
def test_below_the_minimum_of_answers_there_is_no_band(skip: int, known: bool) -> None:
    responses = answers_file({"closeness": answered(2, skip=skip)}).responses["closeness"]
    assert all((scale_band(responses, s) is not None) == known for s in responses.instrument.scales)


def test_a_row_one_of_them_left_out_is_empty_for_both() -> None:
    full = answered(2)
    anxiety = set(load_instrument("closeness").scale("closeness.anxiety").items)
    part = {item: value for item, value in full.items() if item not in anxiety}
    a, b = answers_file({"closeness": full}), answers_file({"closeness": part})
    for first, second in ((a, b), (b, a)):
        found = couple_bands(first.responses, second.responses, ("attachment",))
        assert [(r.construct, r.a, r.b) for r in found.parts["attachment"]] == [
            ("attachment.anxiety", None, None),
            ("attachment.avoidance", "lower", "lower"),
        ]
        assert found.get("attachment.anxiety") is None


def test_a_part_without_any_row_is_left_out_like_a_withheld_one() -> None:
    a, b = full_couple(1)
    assert "bond" not in couple_bands(a.responses, without_part(b, "bond").responses, tuple(BAND_ROWS)).parts


def test_the_longest_questionnaire_counts_whatever_was_answered_in_the_others() -> None:
    long = answers_file({"closeness": answered(1), "raas": {f"raas.{n:02}": 5 for n in range(1, 19)}})
    found = person_band(long.responses, "attachment.anxiety")
    assert found is not None and found[0] == "lower" and found[1].instrument.id == "closeness"


def test_a_short_range_of_answers_gives_no_band() -> None:
    given = {f"ecr.{n:02}": 1 + n % 3 for n in range(1, 37)}
    narrow = answers_file({"ecr": given}, ranges={"ecr": (1, 3)})
    wide = answers_file({"ecr": given}, ranges={"ecr": (1, 5)})
    assert person_band(narrow.responses, "attachment.anxiety") is None
    assert person_band(wide.responses, "attachment.anxiety") is not None
