"""The loop: which move of one calls forth which move of the other, by both people's own accounts.

A cycle is B's move m, which A answers with m', which B answers with m. ``next`` is what a person
says they do next, ``then`` what a person says their partner does next: each link can be named by
the one who does it and by the one who sees it, and only a cycle with all four namings can lead.

Strength = stirs_a[m] + freq_b[m] + stirs_b[m'] + freq_a[m'], of ratings centred within their
rater. A frequency is the mean of the doer's *do* and the other's *sees*; for a coercive move the
higher of the two, never a mean. A cycle leads in a draw where it is the strongest of those that
both name and lies above the raters' averages. It is printed where it leads in 80 % of the draws
and its ratings are 3 or more: each move's frequency by someone, its sting by the one it stirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pairbond.dyad.levers import find_levers
from pairbond.dyad.loop_result import WHO, Account, Cycle, Lever, Link, Loop, Ratings, Reason
from pairbond.dyad.moves import MOVES, Choices, MoveAnswers
from pairbond.dyad.rating_error import ERROR_SD, FEWEST_RATED, content_rng
from pairbond.dyad.sides import Drawn, Rngs, Side, draw_both, ratings_of, two_sides
from pairbond.types import Estimate, Who

LEADS = 0.80
NOTED = 3
COERCIVE_NOTED = 2
Z_90 = 1.6448536269514722
METHOD = "sum of ratings centred within their rater; error of one rating .75 of a step"
TOLD = {"both": 0, "a": 1, "b": 1, "mixed": 2}

Rated = Mapping[tuple[Who, str], Ratings]


def find_loop(
    a: MoveAnswers,
    b: MoveAnswers,
    *,
    also_coercive: Mapping[Who, frozenset[str]] | None = None,
    rngs: Rngs | None = None,
) -> Loop:
    """Return the cycles two people tell, the one that leads, and where it can be interrupted.

    ``rngs`` draw the rating error of A's and B's answers; by default each is seeded by the
    person's own answers, so that the result is the same every time and mirrors when they swap.

    *Assumes* independent rating errors of SD .75 steps. *Checked* by simulation with other errors
    and response styles, ``tests/recovery/loop``.
    """
    first, second = two_sides(a, b, also_coercive or {})
    ratings = (*ratings_of(first, b), *ratings_of(second, a))
    rated = {(r.doer, r.move): r for r in ratings}
    told = told_cycles(first, second, rated)
    drawn = None
    if any(is_runner(found) for found in told):
        drawn = draw_both(first, second, rngs or (content_rng(a), content_rng(b)))
        told = with_chances(told, *drawn)
    cycles = ordered(told, a, b)
    reason, about = why_none(a, b, cycles, rated)
    levers: tuple[Lever, ...] = ()
    if reason is None and drawn is not None:
        cycles = [replace(cycles[0], printed=True), *cycles[1:]]
        levers = find_levers(cycles[0], *drawn)
    return Loop(
        cycles=tuple(cycles),
        levers=levers,
        reporters=tuple(person.who for person in (a, b) if person.rated),
        reason=reason,
        reason_who=about,
        coercive=tuple(r for r in ratings if r.coercive and (r.higher or 0) >= COERCIVE_NOTED),
        ratings=tuple(r for r in ratings if (r.does, r.sees, r.stirs) != (None, None, None)),
        stays={person.who: person.stay for person in (a, b) if person.stay is not None},
    )


def told_cycles(a: Side, b: Side, rated: Rated) -> list[Cycle]:
    """Return every cycle of which somebody names each link."""
    answers_of_a = named_links(a.answers, b.answers)
    answers_of_b = named_links(b.answers, a.answers)
    return [
        cycle(link(y, x, a.answers, b.answers, rated), link(x, y, b.answers, a.answers, rated), a, b)
        for y, x in sorted(answers_of_a)
        if (x, y) in answers_of_b
    ]


def named_links(doer: MoveAnswers, observer: MoveAnswers) -> set[tuple[str, str]]:
    """Return what somebody names as an answer of *doer*: (trigger, answer)."""
    both = (doer.next, observer.then)
    return {(trigger, answer) for steps in both for trigger, answers in steps.items() for answer in answers}


def is_runner(found: Cycle) -> bool:
    """Return whether a cycle can lead: both name all its links, and all its ratings are there."""
    return found.account == "both" and found.strength is not None


def link(trigger: str, answer: str, doer: MoveAnswers, observer: MoveAnswers, rated: Rated) -> Link:
    return Link(
        trigger=trigger,
        trigger_by=observer.who,
        answer=answer,
        answer_by=doer.who,
        named_by_doer=names(doer.next, trigger, answer),
        named_by_observer=names(observer.then, trigger, answer),
        trigger_ratings=rated[observer.who, trigger],
    )


def names(choices: Choices, trigger: str, answer: str) -> bool:
    return answer in choices.get(trigger, ())


def cycle(answer_of_a: Link, answer_of_b: Link, a: Side, b: Side) -> Cycle:
    a_move, b_move = answer_of_a.answer, answer_of_b.answer
    return Cycle(
        a_move=a_move,
        b_move=b_move,
        answer_of_a=answer_of_a,
        answer_of_b=answer_of_b,
        account=account_of(answer_of_a, answer_of_b),
        strength=strength(a_move, b_move, a, b),
        probability=None,
        printed=False,
        coercive=tuple(side.who for side, move in ((a, a_move), (b, b_move)) if move in side.coercive),
    )


def account_of(answer_of_a: Link, answer_of_b: Link) -> Account:
    """Return who tells the cycle: a person does who names one link as doer, the other as observer."""
    tellers = [who for who in WHO if who in answer_of_a.named_by and who in answer_of_b.named_by]
    return "both" if len(tellers) == 2 else tellers[0] if tellers else "mixed"


def strength(a_move: str, b_move: str, a: Side, b: Side) -> Estimate | None:
    """Return how often both moves happen and how much they stir, above the raters' averages."""
    x, y = MOVES.index(a_move), MOVES.index(b_move)
    value = float((a.stirs[y] + b.frequency[y]) + (b.stirs[x] + a.frequency[x]))
    if not np.isfinite(value):
        return None
    reports = int(a.reports[x]), int(b.reports[y])
    se = ERROR_SD * float(np.sqrt(2 + (1 / reports[0] + 1 / reports[1])))
    return Estimate(
        value=value,
        lower=value - Z_90 * se,
        upper=value + Z_90 * se,
        level=0.90,
        se=se,
        n=2 + sum(reports),
        method=METHOD,
    )


def with_chances(cycles: Sequence[Cycle], a: Drawn, b: Drawn) -> list[Cycle]:
    """Return the cycles with the share of draws in which each leads, of those that can."""
    runners = [found for found in cycles if is_runner(found)]
    x = [MOVES.index(found.a_move) for found in runners]
    y = [MOVES.index(found.b_move) for found in runners]
    drawn = (a.stirs + b.frequency)[:, y] + (b.stirs + a.frequency)[:, x]
    leads = (drawn == drawn.max(axis=1, keepdims=True)) & (drawn > 0)
    share = (leads / np.maximum(leads.sum(axis=1, keepdims=True), 1)).mean(axis=0)
    chances = {(c.a_move, c.b_move): float(p) for c, p in zip(runners, share, strict=True)}
    return [replace(found, probability=chances.get((found.a_move, found.b_move))) for found in cycles]


def ordered(cycles: Sequence[Cycle], a: MoveAnswers, b: MoveAnswers) -> list[Cycle]:
    """Return the cycles best told first, then likeliest, then strongest.

    Ties are broken by the answers themselves and not by who is called A.
    """
    a_first = a.content <= b.content

    def rank(found: Cycle) -> tuple[object, ...]:
        moves = (found.a_move, found.b_move) if a_first else (found.b_move, found.a_move)
        value = -np.inf if found.strength is None else found.strength.value
        return (TOLD[found.account], -(found.probability or 0.0), -value, sorted(moves), moves)

    return sorted(cycles, key=rank)


def why_none(
    a: MoveAnswers, b: MoveAnswers, cycles: Sequence[Cycle], rated: Rated
) -> tuple[Reason | None, tuple[Who, ...]]:
    """Return why no cycle is printed and whom that is about; None where the first one is."""
    people = (a, b)
    checks: tuple[tuple[Reason, tuple[Who, ...]], ...] = (
        ("one-answered", tuple(p.who for p in people if p.count("stirs") < FEWEST_RATED)),
        ("nothing-stirs", tuple(p.who for p in people if p.highest("stirs") < NOTED)),
        ("all-alike", tuple(p.who for p in people if p.all_alike)),
        ("no-next-steps", tuple(p.who for p in people if not p.names_steps)),
    )
    for reason, about in checks:
        if about:
            return ("not-answered" if reason == "one-answered" and len(about) == 2 else reason), about
    return why_no_lead([found for found in cycles if found.account == "both"], rated), ()


def why_no_lead(told_by_both: Sequence[Cycle], rated: Rated) -> Reason | None:
    if not told_by_both:
        return "not-named-by-both"
    chance = told_by_both[0].probability
    if chance is None:
        return "not-rated"
    if not noted(told_by_both[0], rated):
        return "too-seldom"
    return None if chance >= LEADS else "no-clear-lead"


def noted(found: Cycle, rated: Rated) -> bool:
    """Return whether each move is rated 3 or more for frequency by someone and for its sting."""
    moves = (rated["a", found.a_move], rated["b", found.b_move])
    return all((m.higher or 0) >= NOTED and (m.stirs or 0) >= NOTED for m in moves)
