"""The shape of the solo texts: moves in words, the letter, exercises, the alarm, guides."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pairbond.library.spec import Id, Spec, Text


class CoerciveIfSpec(Spec):
    """Items that make a move coercive where one of them is answered ``at_least`` so high."""

    self: tuple[Id, ...]
    observed: tuple[Id, ...]
    at_least: int


class MoveWordsSpec(Spec):
    id: Id
    side: Literal["reaching", "distancing"]
    coercive: bool
    noun: Text
    does: Text
    doing: Text
    you_do: Text
    partner_does: Text
    outside: Text
    inside: Text | None = None
    sooner: Text | None = None
    stop: Text | None = None
    coercive_if: CoerciveIfSpec | None = None


class MovesSpec(Spec):
    """The sixteen moves in the forms that texts need."""

    schema_: Literal["pairbond.moves/1"] = Field(alias="schema")
    language: Text
    moves: tuple[MoveWordsSpec, ...] = Field(min_length=1)


class LetterBlockSpec(Spec):
    id: Id
    when: dict[str, tuple[str, ...] | str] = Field(default={})
    text: Text
    fill: bool = False
    list: Literal["own_moves", "own_coercive_moves", "partner_moves", "needs"] | None = None


class PartnerMoveSpec(Spec):
    text: Text
    ask: Text


class LetterLimitsSpec(Spec):
    most_lines: dict[str, int]
    never: tuple[Text, ...]


class LetterSpec(Spec):
    """The editable letter: blocks by variant, and the sentences they list."""

    schema_: Literal["pairbond.letter/1"] = Field(alias="schema")
    language: Text
    title: Text
    limits: LetterLimitsSpec
    variants: dict[str, Text]
    before: tuple[Text, ...]
    left_out: Text
    blocks: tuple[LetterBlockSpec, ...]
    own_moves: dict[Id, Text]
    own_coercive_moves: dict[Id, Text]
    partner_moves: dict[Id, PartnerMoveSpec]
    needs: dict[Id, Text]
    after: tuple[Text, ...]


class ExerciseSpec(Spec):
    id: Id
    title: Text
    helps: tuple[Literal["worry", "distance"], ...]
    when: Text
    minutes: Text
    steps: tuple[Text, ...]
    why: Text
    grade: Literal["A", "B", "C"]
    cite: tuple[Id, ...] = ()


class ExercisesSpec(Spec):
    """Things to try alone, with how well the idea behind each is supported."""

    schema_: Literal["pairbond.exercises/1"] = Field(alias="schema")
    language: Text
    intro: tuple[Text, ...]
    exercises: tuple[ExerciseSpec, ...]


class ClaimSpec(Spec):
    text: Text
    grade: Literal["A", "B", "C", "does not hold"]
    cite: tuple[Id, ...] = ()


class GuideSpec(Spec):
    """The front matter of a guide: its claims, graded and cited."""

    id: Id
    title: Text
    claims: tuple[ClaimSpec, ...] = Field(min_length=1)
