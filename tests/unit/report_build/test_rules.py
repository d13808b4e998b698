"""Every rule can be reached, every text is used, and every placeholder fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from tests.property.adaptive_people import adaptive_file, keyed_reply
from tests.property.strategies import (
    CREATED,
    INSTRUMENTS,
    answers_file,
    instruments_of,
    keyed_answers,
    random_couple,
    with_consent,
)

from pairbond.findings import Report
from pairbond.findings.narrative import Catalogue
from pairbond.library.answers import AnswersFile
from pairbond.library.content_spec import NarrativeSpec
from pairbond.library.instruments import load_instrument
from pairbond.library.paths import CONTENT
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue

COUPLES = 70
FILES = ("attachment", "bands", "bond", "conflict", "general", "personality", "values")
# Kept for scales without any stated precision, which no shipped questionnaire has.
ONLY_FOR_OTHERS = {"evidence.score.unknown"}


@cache
def specs() -> tuple[NarrativeSpec, ...]:
    """The files of texts for what two people answer on one day."""
    folder = CONTENT / "narratives" / "en"
    return tuple(validated(NarrativeSpec, read_yaml(folder / f"{name}.yaml"), name) for name in FILES)


RULES = tuple(rule for spec in specs() for rule in spec.rules)


def leveled(levels: dict[str, int], rest: int = 3) -> dict[str, dict[str, int]]:
    """Answers in which scales named by their beginning have this keyed value, all others *rest*."""
    found: dict[str, dict[str, int]] = {}
    for instrument in instruments_of(INSTRUMENTS):
        answers = {}
        for scale in instrument.scales:
            value = next((v for name, v in levels.items() if scale.construct.startswith(name)), rest)
            answers |= {item: 6 - value if item in scale.reverse else value for item in scale.items}
        found[instrument.id] = answers
    return found


def both(levels: dict[str, int], rest: int = 3) -> tuple[AnswersFile, AnswersFile]:
    answers = leveled(levels, rest)
    return answers_file(answers, alias="Ada"), answers_file(answers, alias="Ben")


def calm_couple() -> tuple[AnswersFile, AnswersFile]:
    """Little worry, little distance, quarrels that end well, the same values and topics."""
    levels = {"attachment.": 1, "bond.": 5, "conflict.repair": 5, "conflict.solve": 5, "conflict.": 1}
    answers = leveled(levels)
    rng = np.random.default_rng(3)
    answers["values"] = {item: int(rng.choice([1, 5])) for item in load_instrument("values").item_ids}
    return answers_file(answers, alias="Ada"), answers_file(answers, alias="Ben")


def other_values() -> tuple[AnswersFile, AnswersFile]:
    """What matters most to one matters least to the other, against what most people put first."""
    high, low = (
        ("power", "tradition", "conformity", "security", "achievement"),
        ("self-direction", "stimulation"),
    )
    first = leveled({f"value.{name}": 5 for name in high} | {f"value.{name}": 1 for name in low})
    second = leveled({f"value.{name}": 1 for name in high} | {f"value.{name}": 5 for name in low})
    return answers_file(first, alias="Ada"), answers_file(second, alias="Ben")


def reports() -> Iterator[Report]:
    couples = [random_couple(seed) for seed in range(COUPLES)]
    couples += [
        calm_couple(),
        random_couple(1, (None, None)),
        both({"dealbreaker.": 5}),
        both({"conflict.demand": 5}),
        both({}, rest=5),
        (adaptive_file(keyed_reply(1, 4)), calm_couple()[1]),
        other_values(),
    ]
    couples += [tuple(with_consent(p, {}) for p in calm_couple())]  # type: ignore[list-item]
    couples += [(with_consent(calm_couple()[0], {}), calm_couple()[1])]
    for a, b in couples:
        for reader in ("joint", "a", "b"):
            yield build_report(a, b, reader=reader, created=CREATED)  # type: ignore[arg-type]
    for a, b in banded_couples():
        yield build_report(a, b, created=CREATED, banded=True)


def banded_couples() -> Iterator[tuple[AnswersFile, AnswersFile]]:
    """Couples whose bands are calm, low, mixed, in the middle, and with a gap."""
    yield calm_couple()
    yield both({"bond.": 1})
    yield both({})
    worried = answers_file(leveled({"attachment.anxiety": 5, "attachment.avoidance": 1}), alias="Ada")
    distant = answers_file(leveled({"attachment.anxiety": 1, "attachment.avoidance": 5}), alias="Ben")
    yield worried, distant
    gap = leveled({})
    anxiety = load_instrument("closeness").scale("closeness.anxiety").items
    gap["closeness"] = {item: value for item, value in gap["closeness"].items() if item not in anxiety}
    yield answers_file(gap, alias="Ada"), distant


@cache
def seen() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Rules used, prose keys used, and all texts of a varied set of reports."""
    keys: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        say, word = Catalogue.say, Catalogue.word

        def noted_say(self: Catalogue, key: str, **values: object) -> str:
            keys.add(key)
            return say(self, key, **values)

        def noted_word(self: Catalogue, key: str, fallback: str) -> str:
            keys.add(key)
            return word(self, key, fallback)

        patch.setattr(Catalogue, "say", noted_say)
        patch.setattr(Catalogue, "word", noted_word)
        found = list(reports())
    rules = frozenset(f.rule for report in found for f in report.findings())
    return rules, frozenset(keys), tuple(text for report in found for text in texts(report))


def texts(report: Report) -> Iterator[str]:
    yield from (text for line in report.header for text in line)
    yield from report.cannot_say
    for section in report.sections:
        yield section.title
        for block in section.blocks:
            yield from strings(block)


def strings(value: object) -> Iterator[str]:
    """Every text inside a block, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in strings(part))
    elif isinstance(value, (list, tuple)):
        yield from (text for part in value for text in strings(part))
    elif hasattr(value, "__slots__"):
        yield from (text for name in value.__slots__ for text in strings(getattr(value, name)))


@pytest.mark.slow
def test_every_rule_can_be_reached() -> None:
    assert {rule.id for rule in RULES} - seen()[0] == set()


def test_every_text_is_used() -> None:
    assert {key for spec in specs() for key in spec.prose} - seen()[1] - ONLY_FOR_OTHERS == set()


def test_every_placeholder_is_filled() -> None:
    left = {text for text in seen()[2] if re.search(r"\{[a-z_]*\}|\bnan\b|\bNone\b(?! (?:has|of|is) )", text)}
    assert left == set()


def test_rules_are_told_apart_by_their_ids() -> None:
    ids = [rule.id for rule in load_catalogue().rules]
    assert len(set(ids)) == len(ids)


def test_no_rule_stands_behind_a_wider_one() -> None:
    """A rule whose facts an earlier rule always takes could never speak."""
    rules = load_catalogue().rules
    for i, later in enumerate(rules):
        for earlier in rules[:i]:
            hidden = all(
                name in later.when and later.when[name] <= allowed for name, allowed in earlier.when.items()
            )
            assert not hidden, f"{earlier.id} hides {later.id}"


def test_citations_are_listed_sources_and_none_is_idle() -> None:
    cited = {key for rule in load_catalogue().rules for key in rule.cite}
    assert cited <= set(load_catalogue().sources)


def test_a_rule_of_open_questions_asks() -> None:
    for rule in load_catalogue().rules:
        if rule.grade == "C":
            assert rule.text.rstrip().endswith("?"), rule.id


def test_names_with_braces_and_markup_pass_through_unchanged() -> None:
    rng = np.random.default_rng(0)
    name = "{0} <b>&amp;{name}"
    low = {i.id: keyed_answers(i, [1, 2], rng) for i in instruments_of(INSTRUMENTS)}
    high = {i.id: keyed_answers(i, [4, 5], rng) for i in instruments_of(INSTRUMENTS)}
    report = build_report(answers_file(low, alias=name), answers_file(high, alias="Ben"), created=CREATED)
    assert any(name in f.text for f in report.findings())
