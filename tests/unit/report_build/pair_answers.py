"""Answers about moves and needs, made to measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.property.strategies import Answer, answers_file

from pairbond.dyad.moves import MOVES
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument

NEEDS = (
    "closeness", "affection", "talk", "told", "help", "predictability",
    "space", "autonomy", "reassurance", "commitment", "repair", "sex",
)  # fmt: skip
TWICE = ("closeness", "talk", "predictability", "space", "reassurance", "repair")

Ratings = Mapping[str, int]
Links = Mapping[str, Sequence[str]]


def move_answers(
    *,
    do: Ratings | None = None,
    sees: Ratings | None = None,
    stirs: Ratings | None = None,
    links: tuple[Links, Links] = ({}, {}),
    rest: int = 1,
) -> dict[str, Answer]:
    """Every rating *rest* but those named; *links* are what I do next and what the partner does then."""
    found: dict[str, Answer] = {}
    for aspect, given in (("do", do), ("sees", sees), ("stirs", stirs)):
        found |= {f"moves.{move}.{aspect}": (given or {}).get(move, rest) for move in MOVES}
    for kind, chosen in zip(("next", "then"), links, strict=True):
        found |= {f"moves.{move}.{kind}": list(picks) for move, picks in chosen.items()}
    return found | {f"moves.stay{i}": 3 for i in range(1, 5)}


def need_answers(given: Mapping[str, tuple[int, int, int, int, int, int]]) -> dict[str, Answer]:
    """Wanted, happens, give, ease, matters and guess of each need; (2, 2, 2, 3, 4, 2) where not named."""
    found: dict[str, Answer] = {}
    for need in NEEDS:
        wanted, happens, give, ease, matters, guess = given.get(need, (2, 2, 2, 3, 4, 2))
        counts = {
            "wanted": wanted,
            "happens": happens,
            "give": give,
            "ease": ease,
            "matters": matters,
            "guess": guess,
        }
        found |= {f"needs.{need}.{name}": value for name, value in counts.items()}
        if need in TWICE:
            found |= {f"needs.{need}.wanted2": wanted, f"needs.{need}.happens2": happens}
    return found


def person(
    alias: str, consent: Mapping[str, str] | None = None, **answers: Mapping[str, Answer]
) -> AnswersFile:
    return answers_file(
        {name: dict(found) for name, found in answers.items() if found}, alias=alias, consent=consent
    )


def conflict_answers(keyed: Mapping[str, int], rest: int = 2) -> dict[str, Answer]:
    """Conflict answers by the beginning of the construct (``conflict.attack.self``)."""
    found: dict[str, Answer] = {}
    for scale in load_instrument("conflict").scales:
        value = next((v for name, v in keyed.items() if scale.construct.startswith(name)), rest)
        found |= {item: 6 - value if item in scale.reverse else value for item in scale.items}
    return found


QUIET_AND_ASKING = {
    "asks": {
        "do": {"reassurance": 5, "checking-phone": 3},
        "sees": {"quiet": 5, "slow-replies": 3},
        "stirs": {"quiet": 5, "slow-replies": 3},
        "links": ({"quiet": ["reassurance"]}, {"reassurance": ["quiet"]}),
    },
    "quiet": {
        "do": {"quiet": 5, "slow-replies": 3},
        "sees": {"reassurance": 5, "checking-phone": 3},
        "stirs": {"reassurance": 5, "raising-us": 3},
        "links": ({"reassurance": ["quiet"]}, {"quiet": ["reassurance"]}),
    },
}


def planted(**changes: Mapping[str, int]) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Ada asks if all is well, Ben goes quiet, and both say so; *changes* add what either does and Ada sees."""
    ada, ben = dict(QUIET_AND_ASKING["asks"]), dict(QUIET_AND_ASKING["quiet"])
    if "ben_does" in changes:
        ben["do"] = {**ben["do"], **changes["ben_does"]}  # type: ignore[dict-item]
    if "ada_does" in changes:
        ada["do"] = {**ada["do"], **changes["ada_does"]}  # type: ignore[dict-item]
    if "ada_sees" in changes:
        ada["sees"] = {**ada["sees"], **changes["ada_sees"]}  # type: ignore[dict-item]
    return move_answers(**ada), move_answers(**ben)  # type: ignore[arg-type]
