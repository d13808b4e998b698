"""From whitened columns to the evidence of a change in B's diary, in A's own side, and in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pairbond.checkins.signal_grams import Look
from pairbond.checkins.signal_model import Cells, Design, Floats, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one look says, each array (couples,) unless noted. Log Bayes factors are natural logs.

    * ``partner`` - a change in B's presence against none, whatever A's own side does;
    * ``own`` - a change of A's own side against none, whatever B's presence does;
    * ``larger`` - the same, given a change in B's presence;
    * ``way_partner``, ``way_own`` - mean size of each change if there is one (below 0: a fall);
    * ``absent`` - no fall in B against a fall of ``Settings.tolerated`` that began with A's own change;
    * ``size_partner``, ``felt``, ``felt_own`` (couples, 2) - mean and SD of a change in B's presence,
      of A's whole change, and of the part of it that is A's own, if there is one;
    * ``onset`` (couples, columns) - posterior of the line and of each onset, given any change;
    * ``parts`` - of a single couple, each of the three sizes as a mixture over the models that have
      such a change, (parts, 3).

    Sizes are in SDs of B's reports (``partner``) and of A's perceptions (``felt``).
    """

    partner: Floats
    own: Floats
    larger: Floats
    way_partner: Floats
    way_own: Floats
    absent: Floats
    size_partner: Floats
    felt: Floats
    felt_own: Floats
    onset: Floats
    parts: tuple[Floats, ...] = ()


LIGHTEST = 1e-3
"""Parts of a mixture that weigh less than this share of the heaviest are left out of its quantiles."""


def fit_one(gram: Floats, cross: Floats, ridge: Floats, look: Look) -> tuple[Floats, Floats]:
    """Return log evidence (less the common part) and mean of one change."""
    own = gram + ridge
    mean = cross / own
    left = look.zz - cross * mean
    return -0.5 * np.log(own / ridge) - 0.5 * look.freedom * np.log(left), mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Two changes at once: log evidence, means, and the posterior covariance of the two."""

    log: Floats
    first: Floats
    second: Floats
    var_first: Floats
    cov: Floats
    var_second: Floats


def fit_two(
    gram: tuple[Floats, Floats, Floats],
    cross: tuple[Floats, Floats],
    ridge: tuple[Floats, Floats],
    look: Look,
) -> Both:
    """Return log evidence (less the common part), means and covariance of two changes."""
    one, two, off = gram[0] + ridge[0], gram[2] + ridge[1], gram[1]
    det = one * two - off**2
    a, b, c = two / det, -off / det, one / det
    first = a * cross[0] + b * cross[1]
    second = b * cross[0] + c * cross[1]
    left = look.zz - first * cross[0] - second * cross[1]
    log = -0.5 * np.log(det / (ridge[0] * ridge[1])) - 0.5 * look.freedom * np.log(left)
    scale = left / max(look.freedom - 2, 1)
    return Both(log=log, first=first, second=second, var_first=scale * a, cov=scale * b, var_second=scale * c)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """Ridges (1 / prior variance) and log prior weights of the columns, (1, columns, 1)."""

    size: Floats
    ridge_partner: Floats
    ridge_own: Floats
    alone: Floats
    together: Floats
    crossed: Floats


def make_priors(
    design: Design, at: tuple[int, int], settings: Settings, precision: npt.DTypeLike = np.float64
) -> Priors:
    """Return the priors of the line and of the onsets of a look, *at* = (day, columns in use).

    ``size`` turns the coefficient of a column into a change over the whole diary.
    """
    day, columns = at
    size = np.ones(columns - 1)
    size[0] = settings.last / day
    kind = np.full(columns - 1, np.log(settings.share_step))
    kind[0] = np.log(1 - settings.share_step)
    spread = design.log_onset[: columns - 2]
    when = np.concatenate([[0.0], spread - np.log(np.exp(spread).sum())])
    terms = {
        "size": size,
        "ridge_partner": 1 / (settings.size_partner * size) ** 2,
        "ridge_own": 1 / (settings.size_own * size) ** 2,
        "alone": kind + when,
        "together": 2 * kind + when,
        "crossed": (kind + when + kind[0])[1:],
    }
    return Priors(**{name: term[None, :, None].astype(precision) for name, term in terms.items()})


def weigh(look: Look, design: Design, at: tuple[int, int], cells: Cells, settings: Settings) -> Evidence:
    """Return the evidence of one look, *at* = (day, columns of the design in use)."""
    prior = make_priors(design, at, settings, look.zz.dtype)
    ridges = prior.ridge_partner, prior.ridge_own
    only_b, mean_b = fit_one(look.dd, look.dz, ridges[0], look)
    only_a, mean_a = fit_one(look.ee, look.ez, ridges[1], look)
    both = fit_two((look.dd, look.de, look.ee), (look.dz, look.ez), ridges, look)
    crossed = mixed_kinds(look, ridges)
    none = look.base - 0.5 * look.freedom * np.log(look.zz)
    weighted = [only_b + prior.alone, only_a + prior.alone, both.log + prior.together]
    weighted += [pair.log + prior.crossed for pair in crossed]
    logs = [none, *(item + look.base for item in weighted)]
    top = np.max([item.max(axis=(0, 1)) for item in logs], axis=0)
    weights = [np.exp(item - top) for item in logs]
    none_, b_, a_, ab_, *mixed = (w.sum(axis=(0, 1)) for w in weights)
    ab_all = ab_ + mixed[0] + mixed[1]
    _, wb, wa, wab = weights[:4]
    one, two = both.first / prior.size, both.second / prior.size
    slope = cells.slope[:, None, None]
    sizes = [moments(*part) for part in change_sizes((wb, wa, wab), both, slope, prior.size)]
    alone = (
        (mean_b, spread_of(look.dd, mean_b * look.dz, ridges[0], look)),
        (
            mean_a,
            spread_of(look.ee, mean_a * look.ez, ridges[1], look),
        ),
    )
    return Evidence(
        partner=np.log(b_ + ab_all) - np.log(none_ + a_),
        own=np.log(a_ + ab_all) - np.log(none_ + b_),
        larger=np.log(ab_all) - np.log(b_),
        way_partner=(wb * mean_b / prior.size + wab * one).sum((0, 1)) / (b_ + ab_),
        way_own=(wa * mean_a / prior.size + wab * two).sum((0, 1)) / (a_ + ab_),
        absent=absence(look, prior, only_a, settings.tolerated),
        size_partner=sizes[0],
        felt=sizes[1],
        felt_own=sizes[2],
        onset=((wa + wb + wab).sum(0) / (a_ + b_ + ab_)).T,
        parts=estimates((wb, wa, wab), alone, (both, *crossed), (weights[4:], slope, prior.size))
        if look.zz.shape[2] == 1
        else (),
    )


def mixed_kinds(look: Look, ridges: tuple[Floats, Floats]) -> tuple[Both, Both]:
    """Return a step in B with a line in A, and a step in A with a line in B: the step comes first."""
    steps, line = slice(1, None), slice(0, 1)
    one = fit_two(
        (look.dd[:, steps], look.d_line[:, steps], look.ee[:, line]),
        (look.dz[:, steps], look.ez[:, line]),
        (ridges[0][:, steps], ridges[1][:, line]),
        look,
    )
    two = fit_two(
        (look.ee[:, steps], look.line_e[:, steps], look.dd[:, line]),
        (look.ez[:, steps], look.dz[:, line]),
        (ridges[1][:, steps], ridges[0][:, line]),
        look,
    )
    return one, two


def absence(look: Look, prior: Priors, only_a: Floats, tolerated: float) -> Floats:
    """Return the log Bayes factor of no fall in B against a fall of *tolerated* on the day of A's change."""
    fall = -tolerated * prior.size
    fallen = replace(look, zz=look.zz - 2 * fall * look.dz + fall**2 * look.dd)
    with_fall, _ = fit_one(look.ee, look.ez - fall * look.de, prior.ridge_own, fallen)
    return log_total(only_a + prior.alone + look.base) - log_total(with_fall + prior.alone + look.base)


def log_total(logs: Floats) -> Floats:
    """Return (couples,) the log of the sum over cells and columns."""
    top = logs.max(axis=(0, 1))
    found: Floats = top + np.log(np.exp(logs - top).sum(axis=(0, 1)))
    return found


Part = tuple[Floats, Floats, Floats]


def change_sizes(
    weights: tuple[Floats, Floats, Floats], both: Both, slope: Floats, size: Floats
) -> tuple[Part, Part, Part]:
    """Return weights, means and variances of B's change, of A's whole change, and of A's own part."""
    wb, wa, wab = weights
    any_change = wa + wb + wab
    whole = slope * both.first + both.second
    whole_var = slope**2 * both.var_first + 2 * slope * both.cov + both.var_second
    return (
        (wb + wab, both.first / size, both.var_first / size**2),
        (any_change, whole / size, whole_var / size**2),
        (any_change, both.second / size, both.var_second / size**2),
    )


def spread_of(gram: Floats, explained: Floats, ridge: Floats, look: Look) -> Floats:
    """Return the posterior variance of one change that stands alone."""
    variance: Floats = (look.zz - explained) / max(look.freedom - 2, 1) / (gram + ridge)
    return variance


def estimates(
    weights: tuple[Floats, Floats, Floats],
    alone: tuple[tuple[Floats, Floats], tuple[Floats, Floats]],
    pairs: tuple[Both, Both, Both],
    units: tuple[Sequence[Floats], Floats, Floats],
) -> tuple[Floats, Floats, Floats]:
    """Return one couple's mixtures (parts, 3): B's change, A's whole change, A's own part.

    Each is over the models that have such a change. ``alone`` are mean and variance of B's change and
    of A's own where each stands alone; ``pairs`` are both on one day, and a step of one with a line of
    the other. ``units``: weights of the last two, the slope, and what turns a coefficient into a change.
    """
    (wb, wa, wab), (partner, own), (both, *crossed), (mixed, slope, size) = weights, alone, pairs, units
    one, two = (scaled(pair, size[:, :1]) for pair in crossed)
    whole = along_the_slope(both, slope, size)
    listed = (
        (
            (wb, *over(partner, size)),
            (wab, *over((both.first, both.var_first), size)),
            (mixed[0], one.first, one.var_first),
            (mixed[1], two.second, two.var_second),
        ),
        (
            (wb, *over((slope * partner[0], slope**2 * partner[1]), size)),
            (wa, *over(own, size)),
            (wab, *whole),
            (mixed[0], *along_the_slope(one, slope)),
            (mixed[1], *along_the_slope(turned(two), slope)),
        ),
        (
            (wa, *over(own, size)),
            (wab, *over((both.second, both.var_second), size)),
            (mixed[0], one.second, one.var_second),
            (mixed[1], two.first, two.var_first),
        ),
    )
    first, second, third = (mixture(parts) for parts in listed)
    return first, second, third


def scaled(pair: Both, size: Floats) -> Both:
    """Return a step and a line with the line's coefficient as a change over the whole diary."""
    return replace(pair, second=pair.second / size, cov=pair.cov / size, var_second=pair.var_second / size**2)


def turned(pair: Both) -> Both:
    return replace(
        pair, first=pair.second, second=pair.first, var_first=pair.var_second, var_second=pair.var_first
    )


def over(change: tuple[Floats, Floats], size: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of a coefficient as those of a change over the whole diary."""
    return change[0] / size, change[1] / size**2


def along_the_slope(pair: Both, slope: Floats, size: Floats | float = 1.0) -> tuple[Floats, Floats]:
    """Return mean and variance of A's whole change: what reaches A of B's (the first), and A's own."""
    mean = slope * pair.first + pair.second
    variance = slope**2 * pair.var_first + 2 * slope * pair.cov + pair.var_second
    return mean / size, variance / size**2


def mixture(parts: Sequence[Part]) -> Floats:
    """Return (parts, 3) weight, mean and SD of all models together."""
    listed = zip(
        *([np.broadcast_to(x, w.shape).ravel() for x in (w, m, v)] for w, m, v in parts), strict=True
    )
    weights, mean, variance = (np.concatenate(column) for column in listed)
    return kept_parts(weights, mean, variance)


def kept_parts(weights: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return (parts, 3) weight, mean and SD of a mixture, without what weighs nothing."""
    kept = weights > LIGHTEST * weights.max()
    found: Floats = np.column_stack(
        [weights[kept] / weights[kept].sum(), mean[kept], np.sqrt(variance[kept])]
    )
    return found


def moments(weights: Floats, mean: Floats, variance: Floats) -> Floats:
    """Return (couples, 2): mean and SD of a mixture over cells and columns."""
    total = weights.sum((0, 1))
    centre = (weights * mean).sum((0, 1)) / total
    second = (weights * (variance + mean**2)).sum((0, 1)) / total
    return np.column_stack([centre, np.sqrt(np.maximum(second - centre**2, 1e-12))])
