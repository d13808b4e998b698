"""Solo: a letter to edit, built from the person's own answers: behaviour, not blame."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Prose, Section
from pairbond.library.solo import load_letter
from pairbond.library.solo_spec import LetterBlockSpec, LetterSpec
from pairbond.report.context import Context
from pairbond.report.sections.attachment import ANXIETY, AVOIDANCE, level
from pairbond.report.sections.levels import against_middle, high
from pairbond.report.sections.own_side import (
    NEEDS,
    OFTEN,
    STIRRED,
    answer,
    is_coercive,
    is_short,
    need_counts,
    ranked_moves,
)

BOND = ("bond.satisfaction", "bond.responsiveness", "bond.consistency", "bond.received-care")
TOGETHER = ("bond.", "move.", "need.")


def letter_section(ctx: Context) -> Section | None:
    """Return the letter; None in joint reports, without a relationship, or where it is not agreed to."""
    if ctx.joint or not letter_allowed(ctx) or not in_relationship(ctx):
        return None
    letter = load_letter(ctx.catalogue.language)
    blocks: list[Block] = [Prose(text=text, role="note", rule="letter.before") for text in letter.before]
    if partner_coercive(ctx):
        blocks.append(Prose(text=letter.left_out, role="caution", rule="letter.left-out"))
    for block in letter.blocks:
        if stands(ctx, letter, block):
            blocks += lines_of(ctx, letter, block)
    blocks += [Prose(text=text, role="note", rule="letter.after") for text in letter.after]
    blocks.append(ctx.prose("letter.note", "note"))
    return Section(id="letter", number=10, title=ctx.say("letter.title"), blocks=tuple(blocks))


def letter_allowed(ctx: Context) -> bool:
    """Return whether advice on what to say may be given: always off unless it was agreed to.

    A file without any consent record (research, demonstration) is used whole.
    """
    return ctx.advice


def in_relationship(ctx: Context) -> bool:
    return any(ctx.people[0].profile.has_part(prefix) for prefix in TOGETHER)


def variant(ctx: Context) -> str:
    """Return worry, distance, both or neither: what is said to be high on the map."""
    profile = ctx.people[0].profile
    worry, distance = (high(level(profile.get(name))) for name in (ANXIETY, AVOIDANCE))
    if worry and distance:
        return "both"
    return "worry" if worry else "distance" if distance else "neither"


def stands(ctx: Context, letter: LetterSpec, block: LetterBlockSpec) -> bool:
    """Return whether a block stands in this person's letter."""
    wanted = block.when.get("variant")
    if wanted is not None:
        return variant(ctx) in wanted
    rules = {
        "good": bool(bond_words(ctx)),
        "good.open": not bond_words(ctx),
        "mine": bool(own_moves(ctx, letter)),
        "mine.coercive": bool(own_coercive(ctx, letter)),
        "stirred": bool(partner_moves(ctx, letter)),
        "stirred.frame": bool(partner_moves(ctx, letter)),
        "ask.needs": bool(short_needs(ctx, letter)),
    }
    return rules.get(block.id, False)


def lines_of(ctx: Context, letter: LetterSpec, block: LetterBlockSpec) -> Iterator[Block]:
    text = block.text.format(
        partner=ctx.say("letter.partner"),
        time=ctx.say("letter.time"),
        from_bond=ctx.listed(bond_words(ctx)),
    )
    yield Prose(text=text, role="text", rule=f"letter.{block.id}")
    lists = {
        "own_moves": own_moves,
        "own_coercive_moves": own_coercive,
        "partner_moves": partner_moves,
        "needs": short_needs,
    }
    if block.list is not None:
        for line in lists[block.list](ctx, letter):
            yield Prose(text=line, role="item", rule=f"letter.{block.id}")


def bond_words(ctx: Context) -> list[str]:
    profile = ctx.people[0].profile
    strong = [name for name in BOND if high(against_middle(profile.get(name)))]
    return [ctx.say(f"letter.{name}") for name in strong[:2]]


def own_moves(ctx: Context, letter: LetterSpec) -> list[str]:
    found = ranked_moves(ctx, "do", OFTEN, lambda move: not is_coercive(ctx, move, "do"))
    lines = [letter.own_moves[move.id] for move in found if move.id in letter.own_moves]
    return lines[: letter.limits.most_lines["own_moves"]]


def own_coercive(ctx: Context, letter: LetterSpec) -> list[str]:
    found = ranked_moves(ctx, "do", 2, lambda move: is_coercive(ctx, move, "do"))
    return [letter.own_coercive_moves[move.id] for move in found if move.id in letter.own_coercive_moves]


def partner_moves(ctx: Context, letter: LetterSpec) -> list[str]:
    """Return what stirs the person most and is seen, with a request; never a coercive move."""
    found = ranked_moves(ctx, "stirs", STIRRED, lambda move: not is_coercive(ctx, move, "sees"))
    seen = [move for move in found if (answer(ctx, f"move.{move.id}.sees") or 0) >= OFTEN]
    named = [letter.partner_moves[move.id] for move in seen if move.id in letter.partner_moves]
    most = letter.limits.most_lines["partner_moves"]
    return [ctx.say("letter.ask", what=entry.text, ask=entry.ask) for entry in named[:most]]


def partner_coercive(ctx: Context) -> bool:
    """Return whether the person reports a coercive move of the partner, however rare."""
    return bool(ranked_moves(ctx, "sees", 2, lambda move: is_coercive(ctx, move, "sees")))


def short_needs(ctx: Context, letter: LetterSpec) -> list[str]:
    gaps = []
    for name in NEEDS:
        counts = need_counts(ctx, name)
        if name in letter.needs and is_short(counts):
            gaps.append(((counts["wanted"] or 0) - (counts["happens"] or 0), name))
    gaps.sort(key=lambda pair: (-pair[0], NEEDS.index(pair[1])))
    return [letter.needs[name] for _, name in gaps[: letter.limits.most_lines["asks"]]]
