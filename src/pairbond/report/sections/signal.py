"""Section 6: the two diaries. One's own days, and whether a change shows in both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from pairbond.checkins.signal_result import Signal
from pairbond.findings import Block, Chart, Evidence, Finding, Section, TableBlock
from pairbond.findings.confidence import Confidence, Judgement
from pairbond.report.context import Context
from pairbond.report.days import WEEK, DaysPart
from pairbond.report.sections.signal_chart import days_chart, range_text
from pairbond.types import Table, Who, display_digits

if TYPE_CHECKING:
    from pairbond.checkins.changes import Change, Changes

FEWEST = 14
TRACKED: Final = ("partner_present", "present", "unsettled")
CAUTIONS: Final[Mapping[str, str]] = {
    "shared_change": "shared",
    "shared_and_larger": "larger",
    "diaries_differ": "differ",
    "no_change_seen": "none",
    "cannot_tell": "cannot",
}
CHANGED: Final = frozenset({"shared_change", "shared_and_larger", "diaries_differ"})
ALSO: Final = {
    "signal.missing_days": "missing-days",
    "signal.long_diary": "long-diary",
    "signal.stands": "stands",
}
WHY: Final[Mapping[str, str]] = {"at_the_end_of_the_scale": "at-the-end", "no_variation": "no-variation"}
DIPS = 5


def signal_section(ctx: Context) -> Section:
    """Return the answers that both agreed to, the days behind them, and changes in one's own notes.

    Without check-ins the section holds the question and what it takes to answer it.
    """
    part = ctx.days
    if part is None:
        return question_alone(ctx)
    voice = "own" if not part.signals else ctx.voice
    blocks: list[Block] = [ctx.prose(f"signal.intro.{voice}", "intro")]
    for who, signal in part.signals.items():
        blocks += answer_blocks(ctx, who, signal)
    blocks = once(blocks)
    blocks += limits(ctx, part)
    for who in part.signals:
        blocks += chart_blocks(ctx, part, who)
    if not ctx.joint:
        blocks += own_blocks(ctx, part)
    return Section(id="signal", number=6, title=ctx.say(f"signal.title.{voice}"), blocks=tuple(blocks))


def question_alone(ctx: Context) -> Section:
    """Return the question; from one day it cannot be answered, and what is missing is named."""
    blocks: list[Block] = [
        ctx.prose(f"signal.question.{ctx.voice}", "heading"),
        ctx.prose("signal.missing", "text"),
    ]
    return Section(id="signal", number=6, title=ctx.say("signal.title"), blocks=tuple(blocks))


def days_kept(ctx: Context) -> Iterator[str]:
    """Yield how many days each diary that this reader sees has, and how many are missing in between."""
    for person in ctx.people if ctx.days is not None else ():
        span = ctx.days.checkins.spans.get(person.who) if ctx.days is not None else None
        if span is not None:
            counts = {"n": span.entries, "missing": span.days_missing}
            yield ctx.say(f"certainty.days.{ctx.voice}", name=person.name, **counts)


def answer_blocks(ctx: Context, who: Who, signal: Signal) -> Iterator[Block]:
    """Yield the answer to one person's question, with what it rests on and what it cannot say."""
    if signal.verdict is None:
        yield ctx.prose("signal.no-answer")
        return
    fact = {"fact": "signal", "verdict": signal.verdict, "direction": signal.direction or "none"}
    found = ctx.finding(
        "signal",
        fact,
        key=who,
        values=names(ctx, who),
        evidence=list(signal_evidence(ctx, signal)),
        judgement=unsure() if signal.verdict == "cannot_tell" else None,
    )
    if found:
        yield found
    yield ctx.prose(f"signal.caution.{CAUTIONS[signal.verdict]}", "caution")


def once(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without a caution that two answers share standing twice."""
    kept: list[Block] = []
    for block in blocks:
        if block not in kept:
            kept.append(block)
    return kept


def limits(ctx: Context, part: DaysPart) -> Iterator[Block]:
    """Yield doubts about the days themselves, and how many days there are and are needed."""
    said = [signal for signal in part.signals.values() if signal.verdict is not None]
    shared = {caution.code for signal in part.signals.values() for caution in signal.cautions}
    for code in sorted(shared & ALSO.keys()):
        yield ctx.prose(f"signal.also.{ALSO[code]}", "caution")
    for reason in sorted({s.reason for s in part.signals.values()} & WHY.keys()):
        if part.sight == "open":
            yield ctx.prose(f"signal.why.{WHY[reason]}", "note")
    if said:
        signal = said[0]
        yield ctx.prose(days_text(signal), "note", days=signal.days, needed=signal.days_needed)


def unsure() -> Judgement:
    return Judgement(confidence=Confidence.CANNOT_TELL, probability=None, direction=0)


def days_text(signal: Signal) -> str:
    if signal.days < FEWEST:
        return "signal.days.few"
    return "signal.days" if signal.days_needed is not None else "signal.days.open"


def names(ctx: Context, who: Who) -> dict[str, str]:
    """Return the names of the one who asks and of the other, for a report to both."""
    if not ctx.joint:
        return {}
    other: Who = "b" if who == "a" else "a"
    return {"name": ctx.person(who).name, "other": ctx.person(other).name}


def signal_evidence(ctx: Context, signal: Signal) -> Iterator[Evidence]:
    """Yield what an answer rests on; numbers that tell of the other's days only where days are open."""
    if signal.look is not None:
        yield Evidence(
            label=ctx.say("signal.evidence.days"),
            detail=ctx.say("signal.evidence.days.detail", used=signal.looked_at, look=signal.look),
        )
    if ctx.days is None or ctx.days.sight != "open":
        return
    for name in numbers_shown(signal):
        estimate = getattr(signal, name)
        if estimate is None:
            continue
        key = name.replace("_", "-")
        detail = "step" if name.startswith("step") else key
        yield Evidence(
            label=ctx.say(f"signal.evidence.{key}"),
            detail=ctx.say(f"signal.evidence.{detail}.detail"),
            estimate=estimate,
        )


def numbers_shown(signal: Signal) -> tuple[str, ...]:
    """Return the numbers behind an answer; sizes of a change only where a change is the answer."""
    always = ("bias", "tracking", "projection")
    return (*always, "step_partner", "step_perceived") if signal.verdict in CHANGED else always


def chart_blocks(ctx: Context, part: DaysPart, who: Who) -> Iterator[Block]:
    """Yield the chart of one question's days; in a report to both only where every day is open."""
    if not ctx.joint or part.sight == "open":
        yield days_chart(ctx, part, who)
    signal = part.signals.get(who)
    if not ctx.joint and part.sight == "open" and signal is not None and signal.daily:
        yield TableBlock(id="dips", table=dips_table(ctx, signal))


def dips_table(ctx: Context, signal: Signal) -> Table:
    """Return the days felt furthest away, with the share that both diaries show."""
    furthest = sorted(signal.daily, key=lambda each: (each.felt, each.day))[:DIPS]
    return Table(
        title=ctx.say("signal.dips.title"),
        columns=tuple(ctx.say(f"signal.dips.{name}") for name in ("day", "felt", "share")),
        rows=tuple(
            (
                day_text(each.day),
                f"{abs(each.felt):.1f}",
                f"{each.share.value:.1f} ({each.share.lower:.1f} to {each.share.upper:.1f})",
            )
            for each in sorted(furthest, key=lambda each: each.day)
        ),
        notes=(ctx.say("signal.dips.note"),),
        numeric=frozenset({1, 2}),
    )


def day_text(day: int) -> str:
    found = date.fromordinal(day)
    return f"{found.day} {found:%B}"


def own_blocks(ctx: Context, part: DaysPart) -> Iterator[Block]:
    """Yield what one's own notes say: the days, changes of level with their dates, and day one."""
    who = ctx.people[0].who
    if not part.signals:
        yield ctx.prose("signal.no-answer")
        yield days_chart(ctx, part, who)
    found = {name: own_changes(part, who, name) for name in tracked(part, who)}
    spoken = [(name, changes, change) for name, changes in found.items() for change in changes.found]
    if spoken:
        yield from (change_finding(ctx, *each, number=n) for n, each in enumerate(spoken))
        yield ctx.prose("day-change.note", "note")
        yield when_chart(ctx, who, *spoken[0])
    elif says_none(part, who) and found["partner_present"].n >= FEWEST:
        yield ctx.prose("day-change.none")
    said = part.checkins.three_months.get(who)
    if said in {"further", "nearer"}:
        yield ctx.prose(f"signal.three-months.{said}", "caution" if said == "further" else "note")


def tracked(part: DaysPart, who: Who) -> tuple[str, ...]:
    """Return the series looked at for changes; what two diaries called quiet is not opened again."""
    signal = part.signals.get(who)
    quiet = signal is not None and signal.verdict == "no_change_seen"
    return tuple(name for name in TRACKED if not (quiet and name == "partner_present"))


def says_none(part: DaysPart, who: Who) -> bool:
    """Return whether "no change stands out" may be said: not beside an answer that says a change."""
    signal = part.signals.get(who)
    return signal is None or signal.verdict not in {*CHANGED, "no_change_seen"}


def own_changes(part: DaysPart, who: Who, name: str) -> Changes:
    from pairbond.checkins.changes import find_changes

    diary = part.checkins.diary
    return find_changes(diary.days, getattr(diary.of(who), name))


def change_finding(ctx: Context, name: str, changes: Changes, change: Change, *, number: int) -> Finding:
    """Return a change of level in one's own notes: how large, and between which days it began."""
    found = ctx.finding(
        "signal",
        {"fact": "change", "series": name, "direction": "down" if change.size.value < 0 else "up"},
        key=str(number),
        values=change_words(change),
        evidence=[
            Evidence(
                label=ctx.say("day-change.evidence"),
                detail=ctx.say("day-change.evidence.detail", n=changes.n),
                estimate=change.size,
            )
        ],
    )
    assert found is not None
    return found


def change_words(change: Change) -> dict[str, str]:
    """Return a change's size, interval and dates as they are filled into its sentence."""
    size = change.size
    digits = min(1, display_digits(size.se))
    ends = sorted(abs(x) if size.value * x > 0 else 0.0 for x in (size.lower, size.upper))
    return {
        "size": f"{abs(size.value):.{digits}f}",
        "lower": f"{ends[0]:.{digits}f}",
        "upper": f"{ends[1]:.{digits}f}",
        "first": day_text(change.first),
        "last": day_text(change.last),
    }


def when_chart(ctx: Context, who: Who, name: str, changes: Changes, change: Change) -> Chart:
    """Return how likely each week is as the one in which a change (the first of a series) began."""
    from pairbond.checkins.changes import by_week

    weeks = [(start, share) for start, share in by_week(changes, change) if share >= 0.005]
    rows = []
    for start, share in weeks:
        last = min(start + WEEK - 1, changes.days[-1])
        text = ctx.say("day-change.when.percent", percent=f"{100 * share:.0f}")
        rows.append({"label": range_text(ctx, start, last), "share": min(1.0, share), "text": text})
    title = ctx.say(f"day-change.when.title.{name.replace('_', '-')}")
    said = " ".join(f"{row['label']}: {row['text']}." for row in rows)
    return Chart(
        id="change-when",
        kind="when",
        title=title,
        description=ctx.say("day-change.when.description", weeks=said),
        data={"rows": rows, "who": who},
        table=Table(
            title=title,
            columns=(ctx.say("day-change.when.week"), ctx.say("day-change.when.share")),
            rows=tuple((str(row["label"]), str(row["text"])) for row in rows),
            numeric=frozenset({1}),
        ),
    )
