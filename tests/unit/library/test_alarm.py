"""The moment of alarm is read whole, and a slip in the file is named."""

import copy
import re
from typing import Any

import pytest

from pairbond.errors import ContentError
from pairbond.library.alarm import load_alarm
from pairbond.library.alarm_spec import AlarmSpec
from pairbond.library.solo import solo_path
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


@pytest.fixture
def data() -> Any:
    return copy.deepcopy(read_yaml(solo_path("alarm", "en")))


def test_what_ships_is_read() -> None:
    spec = load_alarm()
    assert (len(spec.settle.choices), len(spec.about_to.choices)) == (12, 10)
    assert [choice.id for choice in spec.safety.choices] == ["no", "yes", "rather-not"]


def test_other_languages_are_refused() -> None:
    with pytest.raises(ContentError, match="not there in 'xx'"):
        load_alarm("xx")


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        (("review", "need"), "So far {m}.", "need: must have the fields"),
        (("safety", "choices", 0, "id"), "fine", "must be no, yes and rather-not"),
        (("outcome", "choices", 0, "id"), "fine", "must be feared, partly"),
        (("others", "choices", 11, "id"), "own", "one of them must be mine"),
        (("settle", "choices", 0, "id"), "walk", "an id is given twice"),
        (("about_to", "choices", 0, "id"), "draft", "an id is given twice"),
        (("after", "did", "stayed"), ["slept"], "slept is not one of the choices"),
        (("extra",), 1, "extra is not a key that belongs here"),
    ],
)
def test_a_slip_is_named(data: Any, place: tuple[Any, ...], value: object, says: str) -> None:
    inner = data
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with pytest.raises(ContentError, match=re.escape(says)):
        validated(AlarmSpec, data, "alarm.yaml")
