"""Solo: one's own side of the loop, and one's own needs in counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pairbond.findings import Block, Evidence, Finding, Section, TableBlock
from pairbond.instruments import Instrument
from pairbond.library.solo import load_moves
from pairbond.library.solo_spec import MoveWordsSpec
from pairbond.report.context import Context
from pairbond.report.sections.topics import lowered
from pairbond.types import Table

OFTEN, STIRRED, MATTERS = 3, 4, 4
TOP = 3
NEEDS = (
    "closeness", "affection", "talk", "told", "help", "predictability",
    "space", "autonomy", "reassurance", "commitment", "repair", "sex",
)  # fmt: skip


def answer(ctx: Context, construct: str) -> float | None:
    """Return the reader's own score of a construct."""
    return None if ctx.joint else ctx.people[0].profile.value(construct)


def is_coercive(ctx: Context, move: MoveWordsSpec, side: str) -> bool:
    """Return whether a move can only be changed by the one who does it.

    Criticism counts as coercive where words that hurt on purpose are reported too.
    """
    if move.coercive or move.coercive_if is None:
        return move.coercive
    responses = ctx.people[0].answers.responses.get("conflict")
    if responses is None:
        return False
    items = move.coercive_if.self if side == "do" else move.coercive_if.observed
    values = [responses.value(item) for item in items]
    return any(value is not None and value >= move.coercive_if.at_least for value in values)


def ranked_moves(
    ctx: Context, aspect: str, least: int, keep: Callable[[MoveWordsSpec], bool]
) -> list[MoveWordsSpec]:
    """Return the moves whose answer is at least so high, highest first."""
    scored = [(answer(ctx, f"move.{name}.{aspect}"), move) for name, move in load_moves().items()]
    found = [(value, move) for value, move in scored if value is not None and value >= least]
    return [move for _, move in sorted(found, key=lambda pair: -pair[0]) if keep(move)]


def moves_section(ctx: Context) -> Section | None:
    """Return what stirs the reader and what the reader does; nothing about why the partner acts."""
    moves = load_moves(ctx.catalogue.language)
    if not any(answer(ctx, f"move.{name}.do") is not None for name in moves):
        return None
    blocks: list[Block] = [ctx.prose("own-moves.intro", "intro")]
    found = [f for f in (stirring(ctx), doing(ctx), coercive(ctx)) if f]
    blocks += found or [ctx.prose("own-moves.none")]
    blocks.append(TableBlock(id="own-moves", table=moves_table(ctx, moves)))
    return Section(id="loop", number=5, title=ctx.say("own-moves.title"), blocks=tuple(blocks))


def stirring(ctx: Context) -> Finding | None:
    found = ranked_moves(ctx, "stirs", STIRRED, lambda move: not is_coercive(ctx, move, "sees"))
    return moves_finding(ctx, "moves-stir", found[:TOP], "stirs")


def doing(ctx: Context) -> Finding | None:
    found = ranked_moves(ctx, "do", OFTEN, lambda move: not is_coercive(ctx, move, "do"))
    return moves_finding(ctx, "moves-do", found[:TOP], "do")


def coercive(ctx: Context) -> Finding | None:
    """Return one's own coercive moves, however rare: they are one's own to stop."""
    found = ranked_moves(ctx, "do", 2, lambda move: is_coercive(ctx, move, "do"))
    return moves_finding(ctx, "moves-coercive", found, "do")


def moves_finding(ctx: Context, fact: str, found: list[MoveWordsSpec], aspect: str) -> Finding | None:
    """Return what these acts are, each with the answer and the item behind it."""
    rows = [own_answer(ctx, "moves", f"{move.id}.{aspect}", move.noun) for move in found]
    return named_finding(ctx, "loop", fact, [move.noun for move in found], rows)


def named_finding(
    ctx: Context, section: str, fact: str, names: list[str], rows: list[Evidence]
) -> Finding | None:
    if not names:
        return None
    return ctx.finding(section, {"fact": fact}, values={"what": ctx.listed(names)}, evidence=rows)


def own_answer(ctx: Context, instrument: str, about: str, what: str) -> Evidence:
    """Return one of the reader's answers in the words of the questionnaire, with its item."""
    value = answer(ctx, f"{instrument.removesuffix('s')}.{about}")
    item = f"{instrument}.{about}"
    words = answer_words(ctx.instruments[instrument], item, value)
    return Evidence(label=ctx.say("evidence.self", what=what), detail=words, items=(item,))


def counts_row(ctx: Context, name: str) -> Evidence:
    """Return wanted and happening of one need, with the items."""
    counts = need_counts(ctx, name)
    shown = {key: count_words(ctx, counts[key]) for key in ("wanted", "happens")}
    return Evidence(
        label=ctx.say("evidence.self", what=need_words(ctx, name)),
        detail=ctx.say("own-needs.evidence", **shown),
        items=tuple(f"needs.{name}.{key}" for key in ("wanted", "happens", "matters")),
    )


def moves_table(ctx: Context, moves: Mapping[str, MoveWordsSpec]) -> Table:
    labels = ctx.instruments["moves"]
    columns = ("move", "do", "stirs")
    rows = []
    for name, move in moves.items():
        cells = [answer(ctx, f"move.{name}.{aspect}") for aspect in ("do", "stirs")]
        if any(cell is not None for cell in cells):
            words = [
                answer_words(labels, f"moves.{name}.{aspect}", cell)
                for aspect, cell in zip(("do", "stirs"), cells, strict=True)
            ]
            rows.append((move.noun, *words))
    return Table(
        title=ctx.say("own-moves.table.title"),
        columns=tuple(ctx.say(f"own-moves.table.{name}") for name in columns),
        rows=tuple(rows),
    )


def answer_words(instrument: Instrument, item_id: str, value: float | None) -> str:
    """Return an answer in the words of the questionnaire."""
    if value is None:
        return "–"
    item = next(item for item in instrument.items if item.id == item_id)
    low = instrument.response_for(item).minimum
    return str(instrument.labels_for(item)[round(value) - low])


def needs_section(ctx: Context) -> Section | None:
    """Return wanted against happening, in counts a week, by the reader's own report."""
    rows = [(name, need_counts(ctx, name)) for name in NEEDS]
    rows = [(name, counts) for name, counts in rows if counts["wanted"] is not None]
    if not rows:
        return None
    blocks: list[Block] = [ctx.prose("own-needs.intro", "intro")]
    short = [name for name, c in rows if name != "sex" and is_short(c)]
    met = [name for name, c in rows if name != "sex" and is_met(c)]
    for fact, names in (("needs-short", short), ("needs-met", met)):
        found = named_finding(
            ctx,
            "needs",
            fact,
            [need_words(ctx, name) for name in names],
            [counts_row(ctx, name) for name in names],
        )
        blocks += [found] if found else []
    blocks.append(TableBlock(id="own-needs", table=needs_table(ctx, rows)))
    return Section(id="needs", number=7, title=ctx.say("own-needs.title"), blocks=tuple(blocks))


def need_counts(ctx: Context, name: str) -> dict[str, float | None]:
    aspects = ("wanted", "happens", "give", "matters")
    return {aspect: answer(ctx, f"need.{name}.{aspect}") for aspect in aspects}


def is_short(counts: Mapping[str, float | None]) -> bool:
    """Return whether it matters and happens at least two times a week less often than wanted."""
    wanted, happens, matters = counts["wanted"], counts["happens"], counts["matters"]
    if wanted is None or happens is None or matters is None:
        return False
    return matters >= MATTERS and wanted - happens >= 2


def is_met(counts: Mapping[str, float | None]) -> bool:
    wanted, happens, matters = counts["wanted"], counts["happens"], counts["matters"]
    if wanted is None or happens is None or matters is None:
        return False
    return matters >= MATTERS and happens >= wanted


def need_words(ctx: Context, name: str) -> str:
    instrument = ctx.instruments["needs"]
    item = next(item for item in instrument.items if item.id == f"needs.{name}.wanted")
    return lowered(item.facet.removesuffix(", wanted"))


def needs_table(ctx: Context, rows: list[tuple[str, dict[str, float | None]]]) -> Table:
    columns = ("need", "wanted", "happens", "give", "matters")
    return Table(
        title=ctx.say("own-needs.table.title"),
        columns=tuple(ctx.say(f"own-needs.table.{name}") for name in columns),
        rows=tuple(
            (
                need_words(ctx, name),
                *(count_words(ctx, counts[key]) for key in ("wanted", "happens", "give")),
                answer_words(ctx.instruments["needs"], f"needs.{name}.matters", counts["matters"]),
            )
            for name, counts in rows
        ),
        numeric=frozenset({1, 2, 3}),
    )


def count_words(ctx: Context, value: float | None) -> str:
    if value is None:
        return "–"
    shown = f"{value:.0f}" if value == round(value) else f"{value:.1f}"
    return ctx.say("own-needs.count.most", value=shown) if value >= 7 else shown
