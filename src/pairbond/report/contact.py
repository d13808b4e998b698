"""The rhythm of messages in words and tables, for the report and for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import TYPE_CHECKING

from pairbond.findings import Block, Prose, TableBlock
from pairbond.findings.narrative import Catalogue
from pairbond.types import Estimate, JsonDict, Table, json_dict

if TYPE_CHECKING:  # the figures load SciPy, which a report without a chat does without
    from pairbond.messages.account import Account
    from pairbond.messages.felt import Felt
    from pairbond.messages.latency import ReplyTime
    from pairbond.messages.rhythm import OwnContact, Rhythm
    from pairbond.messages.shifts import Shift, Shifts

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """What one reader may see of a chat.

    ``names`` are the printed names of A and B. ``rhythm`` and ``shifts`` are None without the consent of
    both; then ``own`` stands alone. ``felt`` is the reader's own diary beside the other's messages.
    ``own_alone`` is for a place where own figures stand alone whatever the other agreed to, and must not hint at it.
    """

    names: Mapping[int, str]
    n_messages: int
    first_day: int
    last_day: int
    own: OwnContact | None = None
    rhythm: Rhythm | None = None
    shifts: Shifts | None = None
    felt: Felt | None = None
    own_alone: bool = False

    def to_dict(self) -> JsonDict:
        return json_dict({"own": self.own, "rhythm": self.rhythm, "shifts": self.shifts, "felt": self.felt})


def contact_blocks(words: Catalogue, view: ContactView) -> tuple[Block, ...]:
    """Return the part of a report, or of the terminal's answer, that describes a chat."""
    blocks: list[Block] = [prose(words, "chat.intro", "intro")]
    if view.rhythm is None:
        blocks += own_blocks(words, view)
    else:
        blocks += couple_blocks(words, view, view.rhythm)
    return (*blocks, prose(words, "chat.limits", "note"))


def prose(words: Catalogue, key: str, role: str = "text", **values: object) -> Prose:
    return Prose(text=words.say(key, **values), role=role, rule=key)  # type: ignore[arg-type]


def own_blocks(words: Catalogue, view: ContactView) -> Iterator[Block]:
    own = view.own
    yield prose(words, "chat.own.alone" if view.own_alone else "chat.own.why", "note")
    if own is None:
        return
    rows = (
        (words.say("chat.own.per_day"), f"{own.per_day:.1f}"),
        (words.say("chat.own.words"), f"{own.words:.0f}"),
        (words.say("chat.own.starts"), f"{own.starts_a_week:.1f}"),
        (words.say("chat.own.n"), f"{own.n_messages:,}"),
    )
    table = Table(
        title=words.say("chat.own.title"),
        columns=(words.say("chat.own.what"), words.say("chat.own.value")),
        rows=rows,
        notes=(span_note(words, view),),
        numeric=frozenset({1}),
    )
    yield TableBlock(id="chat-own", table=table)


def couple_blocks(words: Catalogue, view: ContactView, rhythm: Rhythm) -> Iterator[Block]:
    yield TableBlock(id="chat-replies", table=reply_table(words, view, rhythm))
    yield TableBlock(id="chat-shares", table=share_table(words, view, rhythm))
    if rhythm.silences:
        yield TableBlock(id="chat-pauses", table=pause_table(words, rhythm))
    if view.shifts is not None:
        yield from shift_blocks(words, view, view.shifts)
    if view.felt is not None:
        yield felt_block(words, view, view.felt)


def span_note(words: Catalogue, view: ContactView) -> str:
    return words.say(
        "chat.evidence",
        n=f"{view.n_messages:,}",
        days=f"{view.last_day - view.first_day + 1:,}",
        first=day_text(view.first_day),
        last=day_text(view.last_day),
    )


def reply_table(words: Catalogue, view: ContactView, rhythm: Rhythm) -> Table:
    columns = ("who", "median", "5min", "1h", "24h", "n")
    return Table(
        title=words.say("chat.reply.title"),
        columns=tuple(words.say(f"chat.reply.{name}") for name in columns),
        rows=tuple(reply_row(words, view.names[who], reply) for who, reply in enumerate(rhythm.reply)),
        notes=(
            words.say("chat.reply.note.interval"),
            words.say("chat.reply.note.clock"),
            words.say("chat.reply.note.unseen"),
            span_note(words, view),
        ),
        numeric=frozenset(range(1, len(columns))),
    )


def reply_row(words: Catalogue, name: str, reply: ReplyTime) -> tuple[str, ...]:
    if reply.median is None:
        unknown = words.say("chat.unknown")
        return (name, unknown, unknown, unknown, unknown, str(reply.n_waits))
    low, middle, high = (
        duration(words, seconds) for seconds in (reply.median.lower, reply.median.value, reply.median.upper)
    )
    return (
        name,
        middle if low == high else f"{middle} ({low} – {high})",
        *(of_hundred(reply.within[span]) for span in ("5min", "1h", "24h")),
        f"{reply.n_waits:,}",
    )


def duration(words: Catalogue, seconds: float) -> str:
    """Return a time span in the unit a person would use."""
    if not isfinite(seconds) or seconds > 86_400:
        return words.say("chat.duration.days")
    if seconds < 60:
        return words.say("chat.duration.minute")
    if seconds < 90 * 60:
        return words.say("chat.duration.minutes", n=f"{seconds / 60:.0f}")
    return words.say("chat.duration.hours", n=f"{seconds / 3_600:.1f}")


def of_hundred(estimate: Estimate | None) -> str:
    """Return a share as so many of a hundred, with its interval."""
    if estimate is None:
        return "–"
    value, low, high = (round(100 * x) for x in (estimate.value, estimate.lower, estimate.upper))
    return f"{value} ({low} – {high})"


def share_table(words: Catalogue, view: ContactView, rhythm: Rhythm) -> Table:
    a, b = view.names[0], view.names[1]
    rows: list[tuple[str, ...]] = [
        (words.say(f"chat.share.{name}"), of_hundred(share), of_hundred(mirrored(share)))
        for name, share in (("starts", rhythm.starts), ("turns", rhythm.turns), ("words", rhythm.words))
    ]
    rows.append((words.say("chat.share.follow_ups"), *map(of_hundred, rhythm.follow_ups)))
    half, twice = (round(100 * one.value) if one else "–" for one in rhythm.starts_at)
    return Table(
        title=words.say("chat.share.title"),
        columns=(words.say("chat.share.what"), a, b),
        rows=tuple(rows),
        notes=(words.say("chat.share.note", name=a, half=half, twice=twice),),
        numeric=frozenset({1, 2}),
    )


def mirrored(share: Estimate | None) -> Estimate | None:
    """Return B's share where A's is given."""
    if share is None:
        return None
    return Estimate(
        value=1 - share.value,
        lower=1 - share.upper,
        upper=1 - share.lower,
        level=share.level,
        se=share.se,
        n=share.n,
        method=share.method,
    )


def pause_table(words: Catalogue, rhythm: Rhythm) -> Table:
    """Return the longest pauses. Who wrote first after one is left to report.json: it reads as a score."""
    rows = tuple(
        (
            hour_text(silence.start),
            hour_text(silence.end),
            words.say("chat.silences.hole") if silence.known_gap else str(silence.waking_hours),
        )
        for silence in rhythm.silences[:5]
    )
    return Table(
        title=words.say("chat.silences.title"),
        columns=tuple(words.say(f"chat.silences.{name}") for name in ("from", "to", "hours")),
        rows=rows,
        notes=(words.say("chat.silences.note"),),
        numeric=frozenset({2}),
    )


def shift_blocks(words: Catalogue, view: ContactView, shifts: Shifts) -> Iterator[Block]:
    for caution in shifts.cautions:
        yield Prose(text=caution.text, role="caution", rule=caution.code)
    if not shifts.looked_at:
        return
    key = "chat.shifts.some" if shifts.found else "chat.shifts.none"
    yield prose(words, key, weeks=shifts.weeks)
    for shift in shifts.found:
        yield Prose(text=shift_text(words, view, shift), role="item", rule="chat.shift")
    if shifts.found:
        yield prose(words, "chat.shifts.plain", "note")


def shift_text(words: Catalogue, view: ContactView, shift: Shift) -> str:
    when = words.say(
        "chat.shift.when",
        earliest=day_text(shift.earliest),
        latest=day_text(shift.latest),
        week=day_text(shift.week),
    )
    kind, up, down = SHIFT_WORDS[shift.series.removesuffix("_a").removesuffix("_b")]
    name = view.names[1 if shift.series.endswith("_b") else 0]
    times = shift.ratio if shift.ratio >= 1 else 1 / shift.ratio
    direction = up if shift.ratio >= 1 else down
    what = words.say(f"chat.shift.{kind}.{direction}", name=name, times=f"{times:.1f}")
    reasons = [words.say(f"chat.reason.{reason}") for reason in shift.reasons]
    return " ".join([when, what, *reasons])


SHIFT_WORDS = {
    "reply": ("reply", "longer", "shorter"),
    "messages": ("messages", "more", "fewer"),
    "starts": ("starts", "more", "fewer"),
    "follow_ups": ("follow_ups", "more", "fewer"),
}


def felt_block(words: Catalogue, view: ContactView, felt: Felt) -> Block:
    if felt.slope is None or view.own is None:
        return prose(words, "chat.felt.few", days=felt.days)
    value, lower, upper = (f"{x:+.1f}" for x in (felt.slope.value, felt.slope.lower, felt.slope.upper))
    other = view.names[1 - view.own.who]
    return prose(words, "chat.felt", name=other, value=value, lower=lower, upper=upper)


def day_text(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()


def hour_text(seconds: int) -> str:
    hour = seconds % 86_400 // 3_600
    return f"{day_text(seconds // 86_400)} {hour:02d}:00"


ACCOUNT_ROWS = (
    "lines",
    "messages",
    "notices",
    "look_alikes",
    "not_understood",
    "duplicates",
    "reactions",
    "left_out",
)


def account_table(words: Catalogue, account: Account) -> Table:
    """Return what became of each part of the export; rows of nothing are left out."""
    counted = [(name, getattr(account, name)) for name in ACCOUNT_ROWS]
    notes = []
    if account.date_order and account.order_from:
        order = words.say(f"chat.account.order.{account.date_order}")
        notes.append(words.say("chat.account.order", order=order))
    notes += [
        words.say("chat.account.gap", start=day_text(start // 86_400), end=day_text(stop // 86_400))
        for start, stop in account.gaps
    ]
    return Table(
        title=words.say("chat.account.title"),
        columns=(words.say("chat.account.what"), words.say("chat.account.n")),
        rows=tuple(
            (words.say(f"chat.account.{name}"), f"{n:,}")
            for name, n in counted
            if n or name in {"lines", "messages"}
        ),
        notes=tuple(notes),
        numeric=frozenset({1}),
    )
