"""Consent and absence: nothing about a partner who gave no answers, and nothing about who withheld."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.strategies import (
    CREATED,
    EVERY_PART,
    consents,
    full_couple,
    random_couple,
    seeds,
    tries,
    with_consent,
    without_part,
)

from pairbond.findings import Report
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report
from pairbond.safety import BAND_ROWS, PARTS

OPEN = dict.fromkeys(PARTS, "open")
parts = st.sampled_from(sorted(PARTS))


def whole(report: Report) -> str:
    """Everything a report says: report.json and every block."""
    blocks = [(s.id, s.title, s.blocks) for s in report.sections]
    return json.dumps(report.to_dict(), sort_keys=True) + repr((report.header, blocks))


def joint(a: AnswersFile, b: AnswersFile) -> str:
    return whole(build_report(a, b, created=CREATED))


# ---- a person's own report -----------------------------------------------------------------------


@tries(40)
@given(seeds, consents, consents)
def test_a_partners_file_never_changes_ones_own_report(
    seed: int, own: dict[str, str] | None, others: dict[str, str] | None
) -> None:
    a, b = random_couple(seed)
    mine = with_consent(a, own)
    beside = build_report(mine, with_consent(b, others), reader="a", created=CREATED)
    assert whole(beside) == whole(build_report(mine, created=CREATED))


@tries(20)
@given(seeds)
def test_nor_does_a_partner_of_the_same_name(seed: int) -> None:
    a, b = random_couple(seed, ("Sam", "sam"))
    alone = whole(build_report(a, created=CREATED))
    assert whole(build_report(a, b, reader="a", created=CREATED)) == alone


@tries(20)
@given(seeds)
def test_ones_own_report_never_names_the_partner(seed: int) -> None:
    a, b = random_couple(seed, ("Ada", "Xanthippe"))
    assert "Xanthippe" not in whole(build_report(a, b, reader="a", created=CREATED))
    assert "Ada" not in whole(build_report(a, b, reader="b", created=CREATED))


# ---- what a joint report may show ----------------------------------------------------------------


@tries(50)
@given(seeds, consents, consents)
def test_a_part_is_shown_only_with_both_consents_and_both_answers(
    seed: int, first: dict[str, str] | None, second: dict[str, str] | None
) -> None:
    a, b = random_couple(seed)
    report = build_report(with_consent(a, first), with_consent(b, second), created=CREATED)
    for part, prefix in PARTS.items():
        agreed = all(c is None or c.get(part) == "open" for c in (first, second))
        banded = "bands" in report.extra and part in report.extra["bands"]["parts"]  # type: ignore[index]
        assert not banded or (part in BAND_ROWS and not agreed)
        assert not banded or all(c is None or c.get(part) in {"open", "banded"} for c in (first, second))
        scales = [
            s for p in report.people for s in p.scales.values() if str(s["construct"]).startswith(prefix)
        ]
        shown = part in report.extra["parts"]  # type: ignore[operator]
        assert agreed or not shown
        if part in {"needs", "loop"}:  # single answers: given as needs and as the loop, nobody's scores
            assert not scales and shown == (report.to_dict()[part] is not None)
            continue
        assert shown == bool(scales)
        owners = [p for p in report.people if any(s in scales for s in p.scales.values())]
        assert len(owners) in (0, 2)


@tries(10)
@given(seeds, parts)
def test_withheld_looks_the_same_whoever_withholds_and_however(seed: int, part: str) -> None:
    a, b = (with_consent(person, OPEN) for person in full_couple(seed, 0.05, EVERY_PART))
    refusals = [{**OPEN, part: "none"}, {p: "open" for p in PARTS if p != part}]
    refusals += [{**OPEN, part: "banded"}] if part not in BAND_ROWS else []
    found = {
        joint(with_consent(a, mine), with_consent(b, theirs))
        for mine in [OPEN, *refusals]
        for theirs in [OPEN, *refusals]
        if not mine == theirs == OPEN
    }
    assert len(found) == 1
    assert joint(a, b) not in found


@pytest.mark.slow
@tries(30)
@given(seeds, parts)
def test_withheld_looks_like_not_answered_by_either_or_both(seed: int, part: str) -> None:
    a, b = (with_consent(person, OPEN) for person in full_couple(seed, 0.05, EVERY_PART))
    withheld = joint(with_consent(a, {**OPEN, part: "none"}), b)
    assert joint(without_part(a, part), b) == withheld
    assert joint(a, without_part(b, part)) == withheld
    assert joint(without_part(a, part), without_part(b, part)) == withheld


@tries(30)
@given(seeds, parts, st.integers(0, 10_000))
def test_a_withheld_part_may_hold_any_answers(seed: int, part: str, other: int) -> None:
    """Metamorphic: what is withheld has no influence at all, not on order, wording or certainty."""
    a, b = (with_consent(person, OPEN) for person in full_couple(seed, 0.0, EVERY_PART))
    stranger, _ = full_couple(other)
    closed = {**OPEN, part: "none"}
    swapped = without_part(a, part)
    grafted = {
        name: given_answers
        for name, given_answers in stranger.responses.items()
        if name not in swapped.responses
    }
    merged = AnswersFile(
        alias=a.alias, age=a.age, relationship_months=None, occasion=None,
        responses={**swapped.responses, **grafted}, consent=closed,
    )  # fmt: skip
    assert joint(merged, b) == joint(with_consent(a, closed), b)


@tries(20)
@given(seeds)
def test_with_everything_withheld_nothing_of_anybodys_answers_is_left(seed: int) -> None:
    a, b = (with_consent(person, {}) for person in full_couple(seed, 0.0, EVERY_PART))
    other, another = (with_consent(person, {}) for person in full_couple(seed + 1))
    assert joint(a, b) == joint(other, another)


def test_the_header_says_whose_consent_was_recorded_only_as_both_one_or_none() -> None:
    a, b = full_couple(1)
    recorded = (with_consent(a, OPEN), with_consent(b, OPEN))
    texts = {
        name: dict(build_report(first, second, created=CREATED).header)["Consent"]
        for name, first, second in (
            ("none", a, b),
            ("a", recorded[0], b),
            ("b", a, recorded[1]),
            ("both", *recorded),
        )
    }
    assert texts["a"] == texts["b"]
    assert len(set(texts.values())) == 3
    assert texts["none"].startswith("No consent was recorded.")


@pytest.mark.parametrize("reader", ["joint", "b"])
def test_a_report_about_two_needs_two(reader: str) -> None:
    from pairbond.errors import ConfigError

    a, _ = full_couple(1)
    with pytest.raises(ConfigError, match=f"A report for {reader} needs the answers of both people"):
        build_report(a, reader=reader, created=CREATED)  # type: ignore[arg-type]
