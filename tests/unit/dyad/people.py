"""Profiles made of scores set by hand, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from pairbond.instruments import Instrument
from pairbond.library.instruments import load_instrument
from pairbond.profile import Profile, build_profile
from pairbond.scoring import read_responses, score
from pairbond.types import Who


@cache
def instrument(name: str) -> Instrument:
    return load_instrument(name)


def answering(who: Who, name: str, answers: Mapping[str, object]) -> Profile:
    """A person who gave these answers to one questionnaire, and no others."""
    responses = read_responses(dict(answers), instrument(name))
    return build_profile([score(responses)], who=who, name=who)


def counting(who: Who, **counts: int) -> Profile:
    """``space_wanted=5`` sets both wordings of a count, where there are two."""
    known = instrument("needs").item_ids
    answers = {}
    for name, value in counts.items():
        for item in (f"needs.{name.replace('_', '.')}", f"needs.{name.replace('_', '.')}2"):
            if item in known:
                answers[item] = value
    return answering(who, "needs", answers)


def with_norms(profile: Profile, mean: float) -> Profile:
    """The same person, beside a group with this mean on every scale."""
    return replace(
        profile, constructs={name: replace(score, mean=mean) for name, score in profile.constructs.items()}
    )


def together(*profiles: Profile) -> Profile:
    """One person's questionnaires in one profile."""
    first = profiles[0]
    constructs = {name: found for profile in profiles for name, found in profile.constructs.items()}
    scores = tuple(found for profile in profiles for found in profile.scores)
    return replace(first, constructs=constructs, scores=scores)
