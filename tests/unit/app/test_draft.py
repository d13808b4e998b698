"""A draft goes on where it stopped, and ends in the answers file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pairbond.app.draft import Draft, Target, draft_path
from pairbond.app.person_file import parts_of
from pairbond.app.session import SKIP, Answer
from pairbond.errors import ConfigError
from pairbond.library.answers import read_answers
from pairbond.library.instruments import load_instrument

TODAY = date(2026, 11, 2)
BOND = load_instrument("bond")


def target(folder: Path) -> Target:
    return Target(out=folder / "a.json", passphrase=None)


def test_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with Draft.open(target(tmp_path), BOND) as draft:
        draft.take(Answer(3), 2.5)
        draft.take(SKIP, 1.0)
    with Draft.open(target(tmp_path), BOND) as draft:
        assert draft.session.position == 2
        assert draft.session.n_answered == 1
        answers = draft.finish(who=("Sam", 31), consent={"bond": "open"}, today=TODAY)
    assert not draft_path(tmp_path / "a.json").exists()
    found = read_answers(tmp_path / "a.json", today=TODAY)
    assert found.responses["bond"].values.tolist() == answers.responses["bond"].values.tolist()
    assert (found.alias, found.age, found.occasion, found.consent) == ("Sam", 31, TODAY, {"bond": "open"})


def test_a_crash_while_finishing_can_be_repeated(tmp_path: Path) -> None:
    with Draft.open(target(tmp_path), BOND) as draft:
        draft.take(Answer(3), 2.5)
    kept = draft_path(tmp_path / "a.json").read_bytes()
    for _ in range(2):
        draft_path(tmp_path / "a.json").write_bytes(kept)
        with Draft.open(target(tmp_path), BOND) as draft:
            draft.finish(who=(None, None), consent={}, today=TODAY)
    assert read_answers(tmp_path / "a.json", today=TODAY).responses["bond"].n_answered == 1


def test_what_is_known_of_a_person_stays(tmp_path: Path) -> None:
    with Draft.open(target(tmp_path), BOND) as draft:
        draft.take(Answer(3), 2.5)
        first = draft.finish(who=("Sam", 31), consent={"bond": "open"}, today=TODAY)
    values = load_instrument("values")
    with Draft.open(replace(target(tmp_path), known=first), values) as draft:
        draft.take(Answer(3), 2.5)
        both = draft.finish(who=(None, None), consent={"values": "none"}, today=TODAY)
    assert (both.alias, both.age) == ("Sam", 31)
    assert list(both.responses) == ["bond", "values"]
    assert both.consent == {"bond": "open", "values": "none"}


def test_other_wording_is_not_mixed_in(tmp_path: Path) -> None:
    Draft.open(target(tmp_path), BOND).close()
    with pytest.raises(ConfigError, match=r"a\.json\.part was begun with other wording of bond"):
        Draft.open(target(tmp_path), replace(BOND, content_hash="0" * 16))
    with pytest.raises(ConfigError, match="pairbond take bond"):
        Draft.open(target(tmp_path), load_instrument("values"))
    Draft.open(target(tmp_path), BOND).close()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("closeness", ("attachment",)),
        ("ecr", ("attachment",)),
        ("conflict", ("conflict",)),
        ("values", ("values",)),
        ("dealbreakers", ("dealbreakers",)),
        ("bond", ("bond",)),
        ("ipip-50", ("personality",)),
    ],
)
def test_a_questionnaire_feeds_the_part_that_can_be_agreed_to(name: str, parts: tuple[str, ...]) -> None:
    assert parts_of(load_instrument(name)) == parts
