"""Loads the solo texts: moves in words, the letter, exercises, guides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pairbond.errors import ContentError, shown
from pairbond.library.paths import CONTENT
from pairbond.library.solo_spec import (
    ExercisesSpec,
    GuideSpec,
    LetterSpec,
    MovesSpec,
    MoveWordsSpec,
)
from pairbond.library.validate import validated
from pairbond.library.yaml12 import parse_yaml, read_yaml


def solo_path(name: str, language: str) -> Path:
    return CONTENT / "solo" / language / f"{name}.yaml"


@cache
def load_moves(language: str = "en") -> dict[str, MoveWordsSpec]:
    """Return the sixteen moves by id, in the order of the file."""
    path = solo_path("moves", language)
    return {move.id: move for move in validated(MovesSpec, read_yaml(path), path.name).moves}


@cache
def load_letter(language: str = "en") -> LetterSpec:
    path = solo_path("letter", language)
    return validated(LetterSpec, read_yaml(path), path.name)


@cache
def load_exercises(language: str = "en") -> ExercisesSpec:
    path = solo_path("exercises", language)
    return validated(ExercisesSpec, read_yaml(path), path.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A guide: its front matter and its text in Markdown."""

    head: GuideSpec
    text: str


@cache
def guide_ids(language: str = "en") -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (CONTENT / "guides" / language).glob("*.md")))


@cache
def load_guide(guide_id: str, language: str = "en") -> Guide:
    """Return a guide; ContentError names the guides there are."""
    if guide_id not in guide_ids(language):
        known = ", ".join(guide_ids(language))
        raise ContentError(f"There is no guide {shown(guide_id)}; choose from: {known}.")
    path = CONTENT / "guides" / language / f"{guide_id}.md"
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise ContentError(f"{path.name}: a guide begins with its claims between two lines of ---.")
    head = validated(GuideSpec, parse_yaml(parts[1], path.name), path.name)
    return Guide(head=head, text=parts[2].strip())
