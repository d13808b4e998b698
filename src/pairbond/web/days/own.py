"""What one's own days show: three series as charts with tables, changes, reaches, space and swings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pairbond.app.day_entry import CONTACT
from pairbond.checkins.entries import CheckIns
from pairbond.findings import Block, Chart, Finding, Prose, Section
from pairbond.report.context import Context
from pairbond.report.days import WEEK, DaysPart
from pairbond.report.sections.own_days import own_days_section
from pairbond.report.sections.signal import signal_section
from pairbond.report.sections.signal_chart import day_label, listed, mean_text, week_cells, weeks_table
from pairbond.web.couples.sharing import consent_of, shares
from pairbond.web.days.answer import current
from pairbond.web.days.desk import setup_of
from pairbond.web.days.diaries import own_check_ins
from pairbond.web.days.page_of_days import context_of, page_of
from pairbond.web.reports.frame import framed

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

CHANGE: Final = "change."
ABOUT_PARTNER: Final = "change.partner-present"
NO_ANSWER, NONE_FOUND, ABOUT_NOTES = "signal.no-answer", "day-change.none", "day-change.note"
"""Sentences of the report: on two diaries, which this page is not about, and on one's own."""
FEWEST_MINUTES: Final = 7


def own(request: HttpRequest) -> HttpResponse:
    """Show what one's own days show, to oneself."""
    checkins = own_check_ins(request.user)
    if checkins is None:
        return redirect("day-kept")
    return framed(request, own_page(request.user, checkins), {"back": "day", "back_text": _("Today")})


def own_page(person: Person, checkins: CheckIns) -> str:
    ctx = context_of(
        consent_of(shares(person)), DaysPart(checkins=checkins, sight="own"), setup_of(person).today
    )
    given = current(person)
    sections = [own_series(ctx, checkins, verdict=given["verdict"] if given else "")]
    reaches = own_days_section(ctx)
    if reaches is not None:
        sections.append(reaches)
    return page_of(_("Your days"), _("From your own notes. Only you can open this page."), sections)


def own_series(ctx: Context, checkins: CheckIns, *, verdict: str) -> Section:
    """Return the section on one's own series, with a chart for each of the three.

    What two diaries called quiet this week is not opened again by one of them, and where they show a
    change it is not said that none stands out.
    """
    section = signal_section(ctx)
    unsaid = {NO_ANSWER, *({NONE_FOUND} if verdict not in {"", "cannot_tell"} else ())}
    blocks = [block for block in section.blocks if getattr(block, "rule", "") not in unsaid]
    if verdict == "no_change_seen":
        blocks = without_partner(blocks)
    place = next((n for n, block in enumerate(blocks) if isinstance(block, Chart)), len(blocks) - 1) + 1
    more = [series_chart(ctx, checkins, *each) for each in others() if len(known(checkins, each[0]))]
    return Section(
        id=section.id,
        number=section.number,
        title=section.title,
        blocks=(*blocks[:place], *more, *blocks[place:], *minutes(ctx, checkins)),
    )


def without_partner(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without changes in how much the partner seemed there, and what belongs to them."""
    changes = [b for b in blocks if isinstance(b, Finding) and b.rule.startswith(CHANGE)]
    about = [b for b in changes if b.rule.startswith(ABOUT_PARTNER)]
    others_left = len(changes) > len(about)
    kept: list[Block] = []
    for block in blocks:
        around = isinstance(block, Prose) and block.rule == ABOUT_NOTES and not others_left
        # The picture of dates is about the first change, and the partner's comes first.
        picture = bool(about) and isinstance(block, Chart) and block.id == "change-when"
        if not (block in about or around or picture):
            kept.append(block)
    return kept


def others() -> tuple[tuple[str, str, str], ...]:
    return (
        ("present", _("How much you were there, day by day"), _("as you wrote it")),
        ("unsettled", _("How unsettled you felt, day by day"), _("as you felt it")),
    )


def known(checkins: CheckIns, name: str) -> np.ndarray:
    values: np.ndarray = getattr(checkins.diary.a, name)
    return values[np.isfinite(values)]


def series_chart(ctx: Context, checkins: CheckIns, name: str, title: str, label: str) -> Chart:
    """Return one of the own series, drawn and as a table of weeks."""
    days, values = checkins.diary.days, getattr(checkins.diary.a, name)
    first, last = int(days[0]), int(days[-1])
    about = _("Each point is a day from %(first)s to %(last)s, 0 (not at all) to 10 (very much).") % {
        "first": day_label(first),
        "last": day_label(last),
    }
    return Chart(
        id=f"days-{name}",
        kind="days",
        title=title,
        description=f"{about} {mean_text(ctx, label, values)}",
        data={
            "n": len(days),
            "series": [{"who": "a", "name": label, "values": listed(values)}],
            "ticks": [(day, day_label(first + day)) for day in range(0, len(days), WEEK)],
            "x_title": ctx.say("signal.chart.x"),
        },
        table=weeks_table(ctx, title, days, (label, ""), [week_cells(values)]),
    )


def minutes(ctx: Context, checkins: CheckIns) -> list[Block]:
    """Return what one's own count of minutes in touch comes to, described and not judged."""
    counted = known(checkins, CONTACT)
    if len(counted) < FEWEST_MINUTES:
        return []
    low, middle, high = (round(float(value)) for value in np.quantile(counted, (0.25, 0.5, 0.75)))
    text = _(
        "You counted minutes in touch on %(n)s days: half of those days had between %(low)s and %(high)s, "
        "with %(middle)s in the middle. How long says nothing about how near."
    ) % {"n": len(counted), "low": low, "high": high, "middle": middle}
    return [Prose(text=text)]
