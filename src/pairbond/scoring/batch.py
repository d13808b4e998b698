"""Scores of many people at once, by adding columns and looking results up.

A scale of k items with answers 1..m has only k * (m - 1) + 1 possible sums for each number of
answered items, so the value, its standard error and its percentile are tables indexed by age,
number answered and sum. The work left per person is one addition per item. Where items have
ranges of their own, what the answered ones could add up to takes the place of their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pairbond.errors import ResponseError, shown
from pairbond.instruments import Instrument, Scale
from pairbond.scoring.classical import NormChoice, standard_error
from pairbond.scoring.keying import Keying, keying
from pairbond.scoring.norms import percentile_at, percentile_curve
from pairbond.types import ScaleId

Codes = npt.NDArray[np.int8]
Column = npt.NDArray[np.int8] | npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]

AGES = np.arange(10, 101)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchScores:
    """Scores of one scale; every array has shape (n_people,), NaN where there is no score."""

    value: Floats
    se: Floats
    percentile: Floats
    n_answered: npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleTables:
    """Look-up tables of one scale: ``value`` [answered, sum], ``percentile`` [age, answered, sum]."""

    value: Floats
    se: Floats
    percentile: Floats | None
    by_age: bool


def code_answers(
    values: npt.NDArray[np.generic],
    bounds: tuple[int, int],
    missing: frozenset[int],
    name: str,
    *,
    first_row: int = 0,
) -> Codes:
    """Return one column as codes: 0 missing, 1 the lowest answer, 2 the next, ...

    Missing are NaN, -1 and the codes in *missing*. ResponseError names the row (0-based, the
    first value being row *first_row*), the column and the first answer that is not allowed.
    """
    low, high = bounds
    as_coded = values.dtype == np.int8 and low == 1 and missing == {0} and len(values) > 0
    if as_coded and int(values.view(np.int8).min()) >= 0:
        codes: npt.NDArray[np.int8] | npt.NDArray[np.int16] = values.view(np.int8)
    else:
        codes = shifted(values, bounds, missing, name, first_row=first_row)
    bad = (codes < 0) | (codes > high - low + 1)
    if bad.any():
        row = int(np.argmax(bad))
        raise refused(values[row], first_row + row, name, bounds)
    return codes.astype(np.int8, copy=False)


def shifted(
    values: npt.NDArray[np.generic],
    bounds: tuple[int, int],
    missing: frozenset[int],
    name: str,
    *,
    first_row: int,
) -> npt.NDArray[np.int16]:
    """Return answers moved so that the lowest is 1, with missing ones as 0; too low ones negative."""
    low = bounds[0]
    if values.dtype.kind not in "iuf":
        raise ResponseError(f"{name}: a column of {values.dtype} is not answers; use whole numbers.")
    absent = np.isin(values, [-1, *missing]) if values.dtype.kind == "f" else values == -1
    if values.dtype.kind == "f":
        absent |= np.isnan(values)
        fraction = ~absent & (values != np.rint(values))
        if fraction.any():
            row = int(np.argmax(fraction))
            raise refused(values[row], first_row + row, name, bounds)
    else:
        for code in missing:
            absent = absent | (values == code)
    kept = np.clip(np.where(absent, low, values), low - 1, low + 100).astype(np.int16)
    codes = kept - np.int16(low - 1)
    codes[codes == 0] = -1
    codes[absent] = 0
    return codes


def refused(value: object, row: int, name: str, bounds: tuple[int, int]) -> ResponseError:
    shown_value = shown(value.item() if isinstance(value, np.generic) else value)
    return ResponseError(
        f"row {row}, {name}: the answer {shown_value} is not allowed; use a whole number from "
        f"{bounds[0]} to {bounds[1]}, or a missing code (--missing)."
    )


def score_batch(
    codes: Mapping[str, Codes],
    instrument: Instrument,
    bounds: tuple[int, int],
    *,
    norms: NormChoice | None = None,
    ages: Floats | None = None,
) -> dict[ScaleId, BatchScores]:
    """Return the scores of every scale.

    Parameters
    ----------
    codes
        Item id to its column of codes (see :func:`code_answers`), all of one length.
    ages
        Ages in years, shape (n_people,), NaN where unknown; None compares with all ages.
    """
    usable = norms if norms and norms.group.response_range == bounds else None
    rows = None if ages is None else age_rows(ages)
    found = {}
    for scale in instrument.scales:
        key = keying(scale, instrument, bounds)
        tables = build_tables(key, instrument, bounds, usable, by_age=ages is not None)
        columns = part_columns(codes, scale, instrument, bounds)
        total, answered = keyed_sums(columns, key)
        filled = answered if key.uniform else room(columns, key)
        found[scale.id] = look_up(tables, total, answered, filled, rows)
        if not key.uniform:
            blank(found[scale.id], answered < scale.min_answered)
    return found


def part_columns(
    codes: Mapping[str, Codes], scale: Scale, instrument: Instrument, bounds: tuple[int, int]
) -> Sequence[Column]:
    """Return the codes of a scale's parts, answers not turned round yet."""
    if not scale.products:
        return [codes[item] for item in scale.items]
    ends = instrument.item_bounds(bounds)
    columns = []
    for pair in scale.products:
        (low, _), (other_low, other_high) = ends[pair.concern], ends[pair.expectancy]
        first, second = (codes[item].astype(np.int16) for item in (pair.concern, pair.expectancy))
        product = (first + (low - 1)) * (scale.flip - second - (other_low - 1))
        lowest = low * (scale.flip - other_high)
        columns.append(np.where((first == 0) | (second == 0), 0, product - lowest + 1).astype(np.int16))
    return columns


def keyed_sums(columns: Sequence[Column], key: Keying) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int8]]:
    """Return, per person, the sum of (keyed part - lowest) and the number of answered parts."""
    n = len(columns[0])
    total = np.zeros(n, dtype=np.int16)
    answered = np.zeros(n, dtype=np.int8)
    turned = np.zeros(n, dtype=np.int8)
    for column, turn in zip(columns, key.turned, strict=True):
        given = (column != 0).view(np.int8)
        answered += given
        if turn:
            turned += given
            total -= column
        else:
            total += column
    if key.uniform:
        low, high = key.parts[0]
        total += turned.astype(np.int16) * (high - low + 2)
    else:
        steps = [
            high - low + 2 if turn else 0 for (low, high), turn in zip(key.parts, key.turned, strict=True)
        ]
        total += weighted(columns, steps)
    total -= answered
    return total, answered


def room(columns: Sequence[Column], key: Keying) -> npt.NDArray[np.int16]:
    """Return, per person, what the answered parts could add up to."""
    return weighted(columns, [high - low for low, high in key.parts])


def weighted(columns: Sequence[Column], weights: Sequence[int]) -> npt.NDArray[np.int16]:
    """Return, per person, the sum of the weights of the answered parts."""
    found = np.zeros(len(columns[0]), dtype=np.int16)
    for column, weight in zip(columns, weights, strict=True):
        found += (column != 0).astype(np.int16) * np.int16(weight)
    return found


def keyed_matrix(columns: Sequence[Column], key: Keying) -> Floats:
    """Return the keyed parts of people with every part answered, shape (n_people, n_parts)."""
    keyed = [
        (high + 1 - column.astype(np.float64)) if turn else (low - 1 + column.astype(np.float64))
        for column, (low, high), turn in zip(columns, key.parts, key.turned, strict=True)
    ]
    return np.column_stack(keyed)


def blank(scores: BatchScores, few: npt.NDArray[np.bool_]) -> None:
    """Take away the scores of people with too few answers."""
    scores.value[few] = np.nan
    scores.percentile[few] = np.nan


def build_tables(
    key: Keying,
    instrument: Instrument,
    bounds: tuple[int, int],
    norms: NormChoice | None,
    *,
    by_age: bool,
) -> ScaleTables:
    """Return the tables of one scale; see the module's text."""
    scale, k = key.scale, key.scale.size
    step = key.span // k if key.uniform else 1
    rooms = step * np.arange(key.span // step + 1, dtype=np.float64)[:, None]
    sums = np.arange(key.span + 1, dtype=np.float64)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = key.score(sums, rooms)
    value[sums > rooms] = np.nan
    if key.uniform:
        value[: scale.min_answered] = np.nan
    norm = norms.norm_for(scale.id) if norms else None
    sd, reliability, tau = batch_precision(key, instrument, bounds, norms)
    se = np.array(
        [
            standard_error(sd, reliability, tau=tau, k=k, answered=n) if n >= scale.min_answered else np.nan
            for n in range(k + 1)
        ]
    )
    percentile = None
    if norm is not None and norms is not None:
        curves = [percentile_curve(norm, float(age)) for age in AGES] if by_age else []
        curves.append(percentile_curve(norm))
        means = key.part_mean(value)
        percentile = np.array([percentile_at(curve, norm, means) for curve in curves])
        percentile[:, np.isnan(value)] = np.nan
        if norms.round_to:
            nearest = norms.round_to
            percentile = np.clip(nearest * np.rint(percentile / nearest), nearest, 100 - nearest)
    return ScaleTables(value=value, se=se, percentile=percentile, by_age=by_age)


def batch_precision(
    key: Keying, instrument: Instrument, bounds: tuple[int, int], norms: NormChoice | None
) -> tuple[float, float, float]:
    """Return SD, reliability and tau; the same sources as for one person."""
    norm = norms.norm_for(key.scale.id) if norms else None
    if norm is not None and norms is not None:
        sd, alpha = norm.precision_at(key.scale.size)
        return key.unit * sd, alpha, norms.tau
    stated = key.scale.precision
    if stated is None:
        return np.nan, np.nan, 0.0
    low, high = instrument.response.bounds
    factor = (bounds[1] - bounds[0]) / (high - low)
    return stated.sd * factor, stated.reliability, 0.0


def age_rows(ages: Floats) -> npt.NDArray[np.int64]:
    """Return each person's row in tables by age; the last row, all ages, where it is unknown."""
    clipped = np.clip(np.nan_to_num(ages, nan=AGES[0]), AGES[0], AGES[-1])
    rows = np.rint(clipped).astype(np.int64) - AGES[0]
    return np.where(np.isnan(ages), len(AGES), rows)


def look_up(
    tables: ScaleTables,
    total: npt.NDArray[np.int16],
    answered: npt.NDArray[np.int8],
    filled: npt.NDArray[np.int8] | npt.NDArray[np.int16],
    rows: npt.NDArray[np.int64] | None,
) -> BatchScores:
    """Return the entries of the tables for every person; *filled* is the row of ``value``."""
    width = tables.value.shape[1]
    place = filled.astype(np.int32) * width + total
    if tables.percentile is None:
        percentile = np.full(len(total), np.nan)
    elif rows is None:
        percentile = tables.percentile[0].ravel().take(place)
    else:
        percentile = tables.percentile.ravel().take(rows * tables.value.size + place)
    return BatchScores(
        value=tables.value.ravel().take(place),
        se=tables.se.take(answered),
        percentile=percentile,
        n_answered=answered,
    )
