"""The weekly series in which a chat's rhythm may shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import CensoredData, ecdf

from pairbond.messages.rhythm import Contact
from pairbond.messages.timing import DAY, Floats, Ints
from pairbond.messages.turns import HORIZON, Waits, started

SeriesName = Literal["reply_a", "reply_b", "messages", "starts", "follow_ups_a", "follow_ups_b"]
FEWEST_WAITS = 8
FEWEST_STARTS = 4
FEWEST_TURNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """One value a week, NaN where a week holds too little.

    ``week : (weeks,) int`` is the day number (since 1970-01-01) on which each week begins;
    ``values[name] : (weeks,) float`` in log seconds (replies), log messages a day, log odds
    (starts, A against B) and log odds (turns followed up).
    """

    week: Ints
    values: dict[SeriesName, Floats]


def weekly(contact: Contact) -> Weekly:
    """Return the series of a chat over its full weeks, counted from its first day."""
    first, last = contact.timing.span()
    n = (last - first + 1) // 7
    begin = first + 7 * np.arange(n)
    values: dict[SeriesName, Floats] = {
        "reply_a": log_replies(contact.waits.of(0), first, n),
        "reply_b": log_replies(contact.waits.of(1), first, n),
        "messages": log_messages(contact, first, n),
        "starts": start_odds(contact, first, n),
        "follow_ups_a": follow_up_odds(contact.waits.of(1), first, n),
        "follow_ups_b": follow_up_odds(contact.waits.of(0), first, n),
    }
    return Weekly(week=begin, values=values)


def log_replies(waits: Waits, first: int, n: int) -> Floats:
    """Return each week's mean log waking reply time, restricted to a day, by Kaplan-Meier."""
    out = np.full(n, np.nan)
    week = (waits.day - first) // 7
    order = np.argsort(week, kind="stable")
    edges = np.searchsorted(week[order], np.arange(n + 1))
    for number in range(n):
        rows = order[edges[number] : edges[number + 1]]
        if len(rows) >= FEWEST_WAITS and waits.answered[rows].any():
            out[number] = mean_log(waits.waking[rows], waits.answered[rows])
    return out


def mean_log(time: Floats, event: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """Return the mean of log(min(time, one day)) under the Kaplan-Meier curve."""
    curve = ecdf(CensoredData.right_censored(time, ~event)).sf
    steps = -np.diff(curve.probabilities, prepend=1.0)
    return float(steps @ np.log(np.minimum(curve.quantiles, HORIZON))) + float(
        curve.probabilities[-1]
    ) * float(np.log(HORIZON))


def log_messages(contact: Contact, first: int, n: int) -> Floats:
    counted = np.bincount((contact.timing.days() - first) // 7, minlength=n)[:n]
    series = np.log((counted + 0.5) / 7)
    for start, stop in contact.timing.gaps:
        low, high = (start // DAY - first) // 7, (stop // DAY - first) // 7
        series[max(low, 0) : max(high + 1, 0)] = np.nan
    return np.asarray(series)


def start_odds(contact: Contact, first: int, n: int) -> Floats:
    """Return each week's log odds that A began a session."""
    rows = started(contact.timing, contact.session)
    week = (contact.timing.days()[rows] - first) // 7
    who = contact.timing.who[rows]
    a = np.bincount(week[who == 0], minlength=n)[:n]
    b = np.bincount(week[who == 1], minlength=n)[:n]
    return np.where(a + b >= FEWEST_STARTS, np.log((a + 0.5) / (b + 0.5)), np.nan)


def follow_up_odds(waits: Waits, first: int, n: int) -> Floats:
    """Return each week's log odds that a turn was followed up before the reply."""
    week = (waits.day - first) // 7
    total = np.bincount(week, minlength=n)[:n]
    followed = np.bincount(week[waits.follow_ups > 0], minlength=n)[:n]
    odds = np.log((followed + 0.5) / (total - followed + 0.5))
    return np.where(total >= FEWEST_TURNS, odds, np.nan)
