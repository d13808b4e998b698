"""The consent policy as a full table."""

from __future__ import annotations

from itertools import product

import pytest

from pairbond.library.answers import CONSENT_NAMES
from pairbond.safety import BAND_ROWS, PARTS, part_prefix, parts_shown, released
from pairbond.safety.consent import Consent, consent_names, shares

STATES = ("no record", "absent", "none", "banded", "open")
EVERY_PAIR = list(product(STATES, STATES))


def consent(state: str, part: str) -> Consent:
    """A record in which one part stands in this state and every other part is open."""
    if state == "no record":
        return None
    others = {name: "open" for name in PARTS if name != part}
    return others if state == "absent" else {**others, part: state}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("first", "second"), EVERY_PAIR)
def test_a_part_is_shown_only_where_neither_holds_it_back(part: str, first: str, second: str) -> None:
    agreed = {first, second} <= {"open", "no record"}
    shown = parts_shown(consent(first, part), consent(second, part))
    assert shown == tuple(name for name in PARTS if name != part or agreed)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("first", "second"), EVERY_PAIR)
def test_it_does_not_matter_who_holds_it_back(part: str, first: str, second: str) -> None:
    one, two = consent(first, part), consent(second, part)
    assert parts_shown(one, two) == parts_shown(two, one)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("no record", True), ("absent", False), ("none", False), ("banded", False), ("open", True)],
)
def test_one_persons_consent(state: str, expected: bool) -> None:
    assert shares(consent(state, "bond"), "bond") is expected


def test_an_empty_record_shares_nothing_and_unknown_words_share_nothing() -> None:
    assert parts_shown({}, None) == ()
    assert parts_shown({"bond": "yes", "values": "OPEN"}, None) == ()
    assert parts_shown({"unheard-of": "open"}, None) == ()


def test_parts_do_not_overlap() -> None:
    prefixes = list(PARTS.values())
    assert len(set(prefixes)) == len(prefixes)
    assert all(prefix.endswith(".") for prefix in prefixes)
    assert [part_prefix(part) for part in PARTS] == prefixes
    with pytest.raises(KeyError):
        part_prefix("safety")


# ---- bands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("first", "second"), EVERY_PAIR)
@pytest.mark.parametrize("banded", [False, True])
def test_how_a_part_is_shown(part: str, first: str, second: str, banded: bool) -> None:
    """Open where both are open, in bands where both allow bands and the part can be, else not at all."""
    both = {first, second}
    expected = None
    if both <= {"open", "no record"} and not banded:
        expected = "open"
    elif both <= {"open", "no record", "banded"} and part in BAND_ROWS:
        expected = "banded"
    found = released(consent(first, part), consent(second, part), banded=banded)
    assert found.get(part) == expected


def test_asked_for_bands_nothing_is_open() -> None:
    assert set(released(None, None, banded=True).values()) == {"banded"}
    assert set(released(None, None, banded=True)) == set(BAND_ROWS)


def test_a_file_may_name_what_the_policy_knows() -> None:
    assert set(consent_names()) <= set(CONSENT_NAMES)
