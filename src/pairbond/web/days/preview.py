"""What a partner would see of one's days, for the page on which sharing them is chosen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.app.day_weeks import closed_through
from pairbond.report.days import WEEK, weekly_bands
from pairbond.report.sections.signal_chart import week_cells
from pairbond.web.clock import now
from pairbond.web.days.diaries import read, whole_weeks
from pairbond.web.days.entry import days_of

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

SHOWN = 4
BANDS = {"low": gettext_lazy("low"), "middle": gettext_lazy("middle"), "high": gettext_lazy("high")}


def weeks_seen(person: Person) -> list[tuple[str, str, str]]:
    """Return the last closed weeks: which, openly, and in bands ("–" where a week has too few days)."""
    last = closed_through(now())
    checkins = read([("a", row) for row in days_of(person, through=last)])
    if checkins is None:
        return []
    diary = whole_weeks(checkins, last).diary
    columns = zip(
        diary.days[::WEEK].tolist(),
        week_cells(diary.a.present),
        week_cells(diary.a.partner_present),
        weekly_bands(diary.a.present),
        strict=True,
    )
    return [
        (named(first), openly(own, felt), str(BANDS[band]) if band else "–")
        for first, own, felt, band in list(columns)[-SHOWN:]
    ]


def named(first: int) -> str:
    start = date.fromordinal(first)
    end = start + timedelta(days=WEEK - 1)
    return f"{start.day} {start:%b} – {end.day} {end:%b}"


def openly(own: str, felt: str) -> str:
    said: str = _("you were there: %(own)s; your partner seemed there: %(felt)s") % {"own": own, "felt": felt}
    return said
