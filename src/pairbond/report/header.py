"""Section 0: who agreed to what, when, with which questionnaires, and what this is for."""

from __future__ import annotations

from datetime import date

from pairbond.report.context import Context

Line = tuple[str, str]


def header(ctx: Context) -> tuple[Line, ...]:
    """Return the lines above the report."""
    names = ctx.listed(person.name for person in ctx.people)
    titles = dict.fromkeys(s.title for p in ctx.people for s in p.profile.scores)
    titles |= dict.fromkeys(ctx.instruments[ref.id].title for ref in ctx.bands.instruments)
    return (
        (ctx.say("header.for"), names),
        (ctx.say("header.answered"), answered(ctx)),
        (ctx.say("header.made"), long_date(ctx, ctx.created)),
        (ctx.say("header.questionnaires"), ", ".join(titles) or "–"),
        *checkins(ctx),
        (ctx.say("header.consent"), consent(ctx)),
        (ctx.say("header.who"), ctx.say("header.who.text")),
        (ctx.say("header.purpose"), ctx.say("header.purpose.text")),
        (ctx.say("header.reading"), ctx.say("header.reading.text")),
        (ctx.say("header.help"), ctx.say("header.help.text")),
    )


def checkins(ctx: Context) -> tuple[Line, ...]:
    """Return the line on check-ins, where this reader sees any."""
    if ctx.days is None:
        return ()
    spans = ctx.days.checkins.spans
    shown = [spans[person.who] for person in ctx.people if person.who in spans]
    first = long_date(ctx, min(s.first for s in shown))
    last = long_date(ctx, max(s.last for s in shown))
    key = "joint" if ctx.joint else "own"
    return ((ctx.say("header.days"), ctx.say(f"header.days.{key}", first=first, last=last)),)


def answered(ctx: Context) -> str:
    dates = [
        (person.name, long_date(ctx, person.answers.occasion) if person.answers.occasion else None)
        for person in ctx.people
    ]
    unknown = ctx.say("header.date.unknown")
    if len(dates) == 1:
        return dates[0][1] or unknown
    return "; ".join(f"{name}: {when or unknown}" for name, when in dates)


def consent(ctx: Context) -> str:
    if not ctx.joint:
        return ctx.say("header.consent.own")
    recorded = [person.answers.consent is not None for person in ctx.people]
    key = "recorded" if all(recorded) else "one" if any(recorded) else "none"
    return ctx.say(f"header.consent.{key}")


def long_date(ctx: Context, day: date) -> str:
    """Return a date as 1 November 2026, in the words of the language."""
    month = ctx.say(f"date.month.{day.month}")
    return ctx.say("date.long", day=day.day, month=month, year=day.year)
