"""The gate of the private screen as a table; and private constructs stay out of joint reports."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from tests.property.strategies import CREATED, answers_file, everyday, person_answers, standard

from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.report.build import build_report
from pairbond.safety import HELD, PARTS, forget, held_consent, holds, is_private
from pairbond.safety.consent import PRIVATE
from pairbond.safety.gate import BLANK, NO, RATHER_NOT, YES


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("answer", [BLANK, YES, RATHER_NOT])
def test_one_answer_other_than_no_holds(place: int, answer: int) -> None:
    answers = bytearray([NO] * 9)
    assert not holds(answers)
    answers[place] = answer
    assert holds(answers)


def test_forgetting_overwrites_in_place() -> None:
    answers = bytearray([1, 2, 3] * 3)
    view = memoryview(answers)
    forget(answers)
    assert bytes(view) == bytes(9)


@pytest.mark.parametrize("states", list(product(("none", "banded", "open", None), repeat=3)))
def test_holding_switches_off_what_is_on_and_touches_nothing_else(states: tuple[str | None, ...]) -> None:
    # Of the four consents that may be held, two are tried at a time, beside one that stays.
    for first, second in combinations(HELD, 2):
        check_holding((first, second, "bond"), states)


def check_holding(names: tuple[str, ...], states: tuple[str | None, ...]) -> None:
    before = {name: state for name, state in zip(names, states, strict=True) if state is not None}
    after = held_consent(before)  # type: ignore[arg-type]
    assert list(after) == list(before)
    assert all(after[name] == "none" for name in HELD if name in before)
    assert after.get("bond") == before.get("bond")
    assert held_consent(after) == after


def test_a_file_without_a_record_stays_shared_without_advice() -> None:
    assert held_consent(None) == {**dict.fromkeys(PARTS, "open"), "loop": "none", "actions": "none"}


# ---- private constructs --------------------------------------------------------------------------


def constructs() -> set[str]:
    return {scale.construct for name in instrument_ids() for scale in load_instrument(name).scales}


def test_a_construct_is_of_a_part_or_private_and_never_both() -> None:
    for construct in constructs():
        listed = construct.startswith(PRIVATE)
        assert listed == is_private(construct), construct


def test_no_idle_entry_in_the_list_of_private_constructs() -> None:
    assert [prefix for prefix in PRIVATE if not any(c.startswith(prefix) for c in constructs())] == []


def test_what_is_in_no_list_is_private() -> None:
    assert is_private("something-new.total")
    assert not is_private("bond.trust")


@pytest.mark.parametrize("seed", range(6))
def test_no_private_construct_is_in_a_joint_report(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = [*everyday(), *standard()]
    one, two = (
        answers_file(person_answers(names, style="uniform", missing=0.0, rng=rng), alias=alias)
        for alias in ("Ada", "Ben")
    )
    report = build_report(one, two, created=CREATED)
    found = {str(s["construct"]) for person in report.people for s in person.scales.values()}
    assert found
    assert [construct for construct in found if is_private(construct)] == []
    private = {
        str(scale.id) for n in names for scale in load_instrument(n).scales if is_private(scale.construct)
    }
    cited = {item for f in report.findings() for e in f.evidence for item in e.items}
    assert not cited
    assert not private & {scale for person in report.people for scale in person.scales}
    whole = {section.id for section in report.sections}
    assert not whole & {"signs", "everywhere", "past", "history", "letter", "exercises"}
