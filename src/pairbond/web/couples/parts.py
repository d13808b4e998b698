"""The page on which a person chooses what their partner may see, with a preview of exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.api import profile
from pairbond.safety import ADVICE, BAND_ROWS, MESSAGES, PARTS, SIGNAL
from pairbond.safety.bands import scale_band
from pairbond.web.couples.sharing import Shares, choices_for

if TYPE_CHECKING:
    from pairbond.library.answers import AnswersFile
    from pairbond.scoring.classical import ScaleScore, Scores

NAMES: dict[str, tuple[Any, Any]] = {
    "attachment": (
        gettext_lazy("Closeness and distance"),
        gettext_lazy("How much you fear for the bond, and how much distance you keep."),
    ),
    "bond": (
        gettext_lazy("How you two are together"),
        gettext_lazy("How content you are, and how cared for you feel."),
    ),
    "conflict": (gettext_lazy("When you disagree"), gettext_lazy("What each of you does, as you see it.")),
    "values": (gettext_lazy("What matters to you"), gettext_lazy("Ten broad aims in life.")),
    "dealbreakers": (
        gettext_lazy("Things to settle"),
        gettext_lazy("Children, money, faith and seven other topics. Here it is each answer itself."),
    ),
    "personality": (gettext_lazy("Personality"), gettext_lazy("Five broad traits.")),
    "needs": (
        gettext_lazy("What you want and what you get"),
        gettext_lazy("Counts a week, need by need, by both of you. What you say about sex is never shown."),
    ),
    "loop": (
        gettext_lazy("The loop between you"),
        gettext_lazy("What sets each of you off and what you then do, with who named it."),
    ),
    SIGNAL: (
        gettext_lazy("Your days"),
        gettext_lazy(
            "Whether a change shows in both diaries: in the report for both, and each Tuesday. All your days count, those before today too. In bands your weeks are seen as low, middle or high; openly, the first two numbers of each day. Nothing else of your days is ever shown."
        ),
    ),
    MESSAGES: (
        gettext_lazy("Your messages"),
        gettext_lazy(
            "When and how much you two write, if one of you brings an exported chat. Times and lengths only, no words. If you switch it off, what was counted about both is deleted."
        ),
    ),
    ADVICE: (
        gettext_lazy("Steps to try"),
        gettext_lazy("Up to three steps for each of you, and a guided talk. No scores are shown for it."),
    ),
}
CHOICES: dict[str, Any] = {
    "none": gettext_lazy("keep it to myself"),
    "banded": gettext_lazy("in three bands"),
    "open": gettext_lazy("openly"),
}
BANDS: dict[str, Any] = {
    "lower": gettext_lazy("lower third"),
    "middle": gettext_lazy("middle third"),
    "upper": gettext_lazy("upper third"),
}
NEVER_SHOWN = ".sex."
"""What is said about sex stands in one's own report only, so it is in no preview either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One scale as the partner would see it; ``banded`` is empty where it is never shown in bands."""

    title: str
    openly: str
    banded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part on the page: its name, its choices, and what the partner would see."""

    id: str
    title: str
    about: str
    choices: tuple[tuple[str, str, bool], ...]
    preview: tuple[Preview, ...]

    @property
    def in_bands(self) -> bool:
        return any(each.banded for each in self.preview)


def part_rows(
    answers: AnswersFile, chosen: Shares, parts: tuple[str, ...], weeks: Sequence[tuple[str, str, str]] = ()
) -> list[PartRow]:
    """Return every part that can be switched on, with the preview of the answers and weeks so far."""
    own = profile(answers) if answers.responses else None
    rows = []
    for part in parts:
        title, about = NAMES.get(part, (part.replace("-", " ").capitalize(), ""))
        prefix = PARTS.get(part)
        scores = () if own is None or prefix is None else own.only([prefix]).scores
        rows.append(
            PartRow(
                id=part,
                title=str(title),
                about=str(about),
                choices=tuple(
                    (choice, str(CHOICES[choice]), choice == chosen.choice(part))
                    for choice in choices_for(part)
                ),
                preview=tuple(Preview(title=name, openly=all_, banded=band) for name, all_, band in weeks)
                if part == SIGNAL
                else tuple(seen(answers, each, score, part) for each in scores for score in shown(each)),
            )
        )
    return rows


def shown(scores: Scores) -> list[ScaleScore]:
    return [
        score for score in scores.scales if score.scored and NEVER_SHOWN not in f"{score.scale.construct}."
    ]


def seen(answers: AnswersFile, scores: Scores, score: ScaleScore, part: str) -> Preview:
    """Return a score as it would be seen, openly and in bands."""
    band = None
    if score.scale.construct in BAND_ROWS.get(part, ()):
        band = scale_band(answers.responses[scores.instrument.id], score.scale)
    banded = str(BANDS[band]) if band else ""
    return Preview(title=score.scale.title, openly=as_seen(score), banded=banded)


def as_seen(score: ScaleScore) -> str:
    """Return a score in the words of the report: the number, how sure it is, and its range."""
    if score.estimate is None:
        return ""
    low, high = score.bounds
    number = score.estimate.shown().replace("-", "−")
    text: str = _("%(score)s on a scale from %(low)s to %(high)s") % {
        "score": number,
        "low": low,
        "high": high,
    }
    return text
