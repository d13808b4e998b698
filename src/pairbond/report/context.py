"""What every section of a report needs: who reads, whose answers may be seen, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from pairbond.dyad import Pair
from pairbond.dyad.loop_result import Loop
from pairbond.dyad.needs_result import Needs
from pairbond.dyad.perception_result import Perception
from pairbond.dyad.values import ValueReference
from pairbond.findings import Confidence, Evidence, Finding, Prose, Verdict
from pairbond.findings.confidence import Judgement
from pairbond.findings.model import HelpEntry, Role
from pairbond.findings.narrative import Catalogue, filled
from pairbond.instruments import Instrument, NormRef
from pairbond.library.answers import AnswersFile
from pairbond.library.pair_texts import ActionsSpec
from pairbond.profile import Profile
from pairbond.report.contact import ContactView
from pairbond.report.days import DaysPart
from pairbond.safety import CoupleBands
from pairbond.scoring.classical import NormChoice, Percentile, ScaleScore
from pairbond.types import Estimate, Reader, Who, display_digits

NO_BANDS = CoupleBands(parts={})


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """Where to turn to; the same for everyone."""

    intro: tuple[str, ...]
    checked: str
    places: tuple[HelpEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person's part of a report: what they gave and what it says."""

    answers: AnswersFile
    profile: Profile

    @property
    def name(self) -> str:
        return self.profile.name

    @property
    def who(self) -> Who:
        return self.profile.who


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a section may use. In a joint report profiles hold the shown parts only.

    ``parts`` are shown openly. Of a part shown in bands no score is in the profiles: ``bands`` is
    all there is to know.
    ``loop``, ``needs`` and ``perception`` are None where their parts are not shown. ``withheld``
    are ids of sentences that someone marked "not so for me": they count as not found. ``advice``
    says whether steps may be named. ``earlier`` is the reader's profile of an earlier occasion.
    """

    reader: Reader
    people: tuple[Person, ...]
    parts: tuple[str, ...]
    absent: tuple[str, ...]
    catalogue: Catalogue
    norms: Mapping[str, NormChoice | None]
    instruments: Mapping[str, Instrument]
    values: ValueReference
    help: HelpPage
    created: date
    actions: ActionsSpec
    bands: CoupleBands = NO_BANDS
    loop: Loop | None = None
    needs: Needs | None = None
    perception: Perception | None = None
    advice: bool = False
    withheld: frozenset[str] = frozenset()
    earlier: Profile | None = None
    earlier_date: date | None = None
    days: DaysPart | None = None
    contact: ContactView | None = None

    @property
    def joint(self) -> bool:
        return self.reader == "joint"

    @property
    def voice(self) -> str:
        """The ``reader`` attribute of facts: a solo report says "you"."""
        return "joint" if self.joint else "self"

    @property
    def pair(self) -> Pair | None:
        if len(self.people) < 2:
            return None
        return Pair(a=self.people[0].profile, b=self.people[1].profile, reference=self.values)

    @property
    def adaptive(self) -> bool:
        """Whether any score in this report comes from an adaptive test."""
        return any(s.asked for p in self.people for scores in p.profile.scores for s in scores.scales)

    def person(self, who: Who) -> Person:
        return next(person for person in self.people if person.who == who)

    def other(self, who: Who) -> Person:
        """Return the other one of the two."""
        return self.person("b" if who == "a" else "a")

    def is_withheld(self, finding_id: str) -> bool:
        return finding_id in self.withheld

    def label(self, person: Person) -> str:
        """Return the person's name, or "You" in their own report."""
        return person.name if self.joint else self.say("person.you")

    def say(self, key: str, **values: object) -> str:
        return self.catalogue.say(key, **values)

    def voiced(self, key: str, **values: object) -> str:
        """Return the joint or the self wording of a text (``key.joint``, ``key.self``)."""
        return self.say(f"{key}.{self.voice}", **values)

    def prose(self, key: str, role: Role = "text", **values: object) -> Prose:
        return Prose(text=self.say(key, **values), role=role, rule=key)

    def finding(
        self,
        section: str,
        fact: Mapping[str, str],
        *,
        key: str = "",
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Evidence] = (),
        judgement: Judgement | None = None,
        verdict: Verdict | None = None,
        topic: str | None = None,
    ) -> Finding | None:
        """Return the fact in words; None where no rule words it.

        Without a judgement the finding only describes. *key* tells findings of one rule apart.
        None too for a sentence that someone marked as not so.
        """
        rule = self.catalogue.rule_for({**fact, "reader": self.voice})
        if rule is None:
            return None
        finding_id = f"{rule.id}.{key}" if key else rule.id
        if self.is_withheld(finding_id):
            return None
        return Finding(
            id=finding_id,
            section=section,
            reader=self.reader,
            grade=rule.grade,
            confidence=judgement.confidence if judgement else Confidence.DESCRIBED,
            text=filled(rule.text, values or {}, rule.id),
            evidence=tuple(evidence),
            rule=rule.id,
            citations=rule.cite,
            probability=judgement.probability if judgement else None,
            verdict=verdict,
            topic=topic,
        )

    def score_evidence(self, label: str, score: ScaleScore) -> Evidence:
        """Return a score as evidence; the reader's own items are listed in their own report only."""
        parts = [self.score_text(score)]
        norm: str | None = None
        if score.percentile is not None:
            parts.append(self.percentile_text(score))
            norm = self.norm_text(score.percentile.norm)
        key = "evidence.answered.adaptive" if score.asked else "evidence.answered"
        parts.append(self.say(key, answered=score.n_answered, items=score.scale.size))
        return Evidence(
            label=label,
            detail="; ".join(parts),
            estimate=score.estimate,
            items=() if self.joint else score.asked or score.scale.items,
            norm=norm,
        )

    def own_evidence(self, person: Person, what: str, score: ScaleScore) -> Evidence:
        """Return a person's own score on *what* as evidence, named as this report names them."""
        key = "evidence.person" if self.joint else "evidence.self"
        return self.score_evidence(self.say(key, name=person.name, what=what), score)

    def construct_evidence(self, person: Person, construct: str, score: ScaleScore) -> Evidence:
        """Return a person's own score on a construct as evidence."""
        return self.own_evidence(person, self.say(f"construct.{construct}"), score)

    def score_text(self, score: ScaleScore) -> str:
        estimate = score.estimate
        assert estimate is not None
        low, high = score.bounds
        if not isfinite(estimate.se):
            return self.say("evidence.score.unknown", value=f"{estimate.value:.1f}", low=low, high=high)
        value, lower, upper = shown(estimate)
        return self.say("evidence.score", value=value, low=low, high=high, lower=lower, upper=upper)

    def percentile_text(self, score: ScaleScore) -> str:
        found = score.percentile
        assert found is not None
        return self.say(
            percentile_key(found),
            percentile=f"{found.value:.0f}",
            lower=f"{found.lower:.0f}",
            upper=f"{found.upper:.0f}",
        )

    def norm_text(self, norm: NormRef) -> str:
        return self.say("certainty.norms", title=norm.title, n=f"{norm.n:,}", year=norm.year, who=norm.who)

    def listed(self, words: Iterable[str]) -> str:
        """Return words as a list in a sentence: "a, b and c"."""
        found = list(words)
        if len(found) < 2:
            return "".join(found)
        return self.say("list.and", first=", ".join(found[:-1]), last=found[-1])


def shown(estimate: Estimate) -> tuple[str, str, str]:
    """Return value and interval rounded by the standard error."""
    digits = min(2, display_digits(estimate.se))
    return tuple(f"{x:.{digits}f}" for x in (estimate.value, estimate.lower, estimate.upper))  # type: ignore[return-value]


def percentile_key(found: Percentile) -> str:
    """Return the text for a percentile; one that is rounded never says 0 or 100, so its ends are open."""
    step = found.rounded_to
    if step and found.upper >= 100 - step:
        return "evidence.percentile.top"
    if step and found.lower <= step:
        return "evidence.percentile.bottom"
    return "evidence.percentile"
