"""Signal or script: the model of two diaries, and the evidence of each kind of change.

*Model*, in SDs of daily reports. B's presence has a level and AR(1) days; B's ``present`` is presence
plus noise. A's ``partner_present`` is a slope times presence, plus A's own side (AR(1) days and
noise), plus a level. B's presence may carry a step or a linear drift, which reaches A through the
slope; A's own side may carry one that B's diary does not. The day of a step is enumerated; a step in
both has one day. Levels, sizes and the common variance are integrated out in closed form; the slope,
both AR coefficients and the scale of A's side are summed over a grid. Nothing is sampled.

Days without an entry are skipped by the Kalman filter, which is also the only matrix work: it takes
the model's correlation out of every column at once, for all cells of the grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LAYOUT = 1
"""Raised with every change of the model; thresholds name the layout that they were made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The fixed numbers of the model. Thresholds hold for exactly these.

    ``reliability`` is that of B's daily report; ``ar`` and ``slope`` are prior mean and SD, as is
    ``scale`` on the log of the ratio of A's own side to its estimate; ``size_*`` are prior SDs of
    changes in SDs of reports, ``share_step`` how likely a change is a step (else a line), and
    ``tolerated`` the fall in B's diary against which *the diaries differ* needs evidence. Onsets are
    tried from day ``earliest``, daily to ``daily_to`` and then every second day.
    """

    reliability: float = 0.70
    ar: tuple[float, float] = (0.40, 0.20)
    slope: tuple[float, float] = (0.65, 0.28)
    scale: float = 0.20
    size_partner: float = 1.5
    size_own: float = 1.0
    share_step: float = 0.7
    tolerated: float = 0.75
    earliest: int = 4
    daily_to: int = 20
    last: int = 84


SETTINGS = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The grid: each array (cells,), ``log_prior`` sums to one."""

    ar_b: Floats
    ar_a: Floats
    slope: Floats
    own: Floats
    log_prior: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Candidate changes of a diary: ``onsets`` (k,) and their columns ``basis`` (days, 2 + k).

    The columns are a constant, a line from 0 to 1 at the last day, and one step for each onset.
    """

    onsets: Ints
    basis: Floats
    log_onset: Floats


THREE = np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6.0
"""Gauss-Hermite nodes and weights of a standard normal: exact for polynomials up to degree five."""
LEAST_OWN = 0.15
"""Smallest variance left to A's own side, in squared SDs of reports, when the slope is steep."""


def make_cells(settings: Settings = SETTINGS) -> Cells:
    """Return the grid over both AR coefficients, the slope and the scale of A's own side."""
    ar = settings.ar[0] + settings.ar[1] * THREE
    slope = settings.slope[0] + settings.slope[1] * THREE
    scale = np.exp(settings.scale * THREE)
    at = np.indices((3, 3, 3, 3)).reshape(4, -1)
    slopes = slope[at[2]]
    left = np.maximum(LEAST_OWN, 1 - settings.reliability * slopes**2)
    return Cells(
        ar_b=ar[at[0]],
        ar_a=ar[at[1]],
        slope=slopes,
        own=left * scale[at[3]] ** 2,
        log_prior=np.log(WEIGHTS[at]).sum(axis=0),
    )


def make_design(n: int, settings: Settings = SETTINGS) -> Design:
    """Return the candidate changes of a diary of *n* days."""
    daily = np.arange(settings.earliest, settings.daily_to + 1)
    onsets = np.concatenate([daily, np.arange(settings.daily_to + 2, settings.last, 2)])
    gaps = np.diff(onsets, append=onsets[-1] + 2)
    kept = onsets <= n - settings.earliest
    days = np.arange(n)
    basis = np.empty((n, 2 + int(kept.sum())))
    basis[:, 0] = 1.0
    basis[:, 1] = days / settings.last
    basis[:, 2:] = days[:, None] >= onsets[kept][None, :]
    return Design(onsets=onsets[kept], basis=basis, log_onset=np.log(gaps[kept]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whitened:
    """Columns without the model's correlation, for every cell.

    ``design`` is (cells, 2 * days, 2 * columns): each column of the design in B's channel, followed
    by the same in A's. ``data`` is (cells, 2 * days, 2 * couples): all reports, then all perceptions.
    ``log_det`` (cells, days) is the running log determinant. Row ``2 t`` is B's entry of day *t*,
    row ``2 t + 1`` A's.
    """

    design: Floats
    data: Floats
    log_det: Floats


def whiten(design: Design, reported: Floats, perceived: Floats, cells: Cells, reliability: float) -> Whitened:
    """Run the filter over the design and the data of couples who skipped the same days.

    ``reported`` and ``perceived`` are (days, couples) with NaN for days without an entry.
    """
    n, width = design.basis.shape
    couples = reported.shape[1]
    filled = np.zeros((n, 2, 2 * (width + couples)))
    filled[:, 0, :couples] = np.nan_to_num(reported)
    filled[:, 1, couples : 2 * couples] = np.nan_to_num(perceived)
    filled[:, 0, 2 * couples :: 2] = design.basis
    filled[:, 1, 2 * couples + 1 :: 2] = design.basis
    begun = 2 * couples + 4 + 2 * (design.onsets[None, :] <= np.arange(n)[:, None]).sum(axis=1)
    seen = np.column_stack([np.isfinite(reported[:, 0]), np.isfinite(perceived[:, 0])])
    rows, log_det = filtered(filled, (seen, begun), cells, reliability)
    return Whitened(design=rows[..., 2 * couples :], data=rows[..., : 2 * couples], log_det=log_det)


def filtered(
    columns: Floats, known: tuple[Bools, Ints], cells: Cells, reliability: float
) -> tuple[Floats, Floats]:
    """Return (cells, 2 * days, columns) innovations over their SDs, and the running log determinant.

    ``known`` holds which entries there are, (days, 2), and how many columns have begun by each day:
    a column that has not begun is zero and stays zero.
    """
    seen, begun = known
    n, _, width = columns.shape
    count = len(cells.slope)
    out = np.zeros((count, 2 * n, width))
    log_det = np.zeros((count, n))
    b, a = cells.ar_b, cells.ar_a
    start = (np.full(count, reliability), reliability * cells.own)
    fade, fresh = np.stack([b * b, b * a, a * a]), (start[0] * (1 - b * b), start[1] * (1 - a * a))
    channels = (
        (np.ones(count), np.zeros(count), np.full(count, 1 - reliability)),
        (cells.slope, np.ones(count), (1 - reliability) * cells.own),
    )
    state = np.zeros((2, count, width))
    spread = np.stack([start[0], np.zeros(count), start[1]])
    total = np.zeros(count)
    for day in range(n):
        now = state[:, :, : begun[day]]
        if day:
            now[0] *= b[:, None]
            now[1] *= a[:, None]
            spread = spread * fade
            spread[0] += fresh[0]
            spread[2] += fresh[1]
        for who in (0, 1):
            if seen[day, who]:
                row = out[:, 2 * day + who, : begun[day]]
                values = columns[day, who, : begun[day]]
                spread, variance = updated(now, spread, channels[who], values, row)
                total = total + 0.5 * np.log(variance)
        log_det[:, day] = total
    return out, log_det


def updated(
    state: Floats, spread: Floats, channel: tuple[Floats, Floats, Floats], values: Floats, row: Floats
) -> tuple[Floats, Floats]:
    """Take in one entry: fill *row*, move *state* in place, return its covariance and the variance."""
    h_b, h_a, noise = channel
    cov_b = h_b * spread[0] + h_a * spread[1]
    cov_a = h_b * spread[1] + h_a * spread[2]
    variance = h_b * cov_b + h_a * cov_a + noise
    expected = h_b[:, None] * state[0]
    if h_a[0]:
        expected += state[1]
    innovation = values - expected
    state[0] += (cov_b / variance)[:, None] * innovation
    state[1] += (cov_a / variance)[:, None] * innovation
    np.multiply(innovation, (1 / np.sqrt(variance))[:, None], out=row)
    left = (
        spread[0] - cov_b**2 / variance,
        spread[1] - cov_b * cov_a / variance,
        spread[2] - cov_a**2 / variance,
    )
    return np.stack(left), variance
