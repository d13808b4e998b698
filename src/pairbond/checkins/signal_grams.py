"""The inner products behind each weekly look, and its normal equations without the two levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pairbond.checkins.signal_model import Cells, Floats, Whitened


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignGrams:
    """Running inner products of the design up to each look, (cells, looks, ...).

    ``head`` is of every column (B's channel and A's by turns) with constant and line in either
    channel; ``own`` (3, ...) of each column with itself: B's channel, across, A's.
    """

    head: Floats
    own: Floats
    log_det: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class DataGrams:
    """Running inner products with the couples' data: ``cross`` with the design, ``square`` alone."""

    cross: Floats
    square: Floats


def spans(looks: Sequence[int]) -> list[slice]:
    return [slice(2 * start, 2 * stop) for start, stop in zip([0, *looks[:-1]], looks, strict=True)]


def products(one: Floats, two: Floats, looks: Sequence[int]) -> Floats:
    """Return the running inner product of each column of *one* with the same of *two*."""
    parts = [np.einsum("crj,crj->cj", one[:, rows], two[:, rows]) for rows in spans(looks)]
    return np.cumsum(np.stack(parts, axis=1), axis=1)


def design_grams(whitened: Whitened, looks: Sequence[int]) -> DesignGrams:
    """Return the inner products of the design up to each of *looks* (days from the start)."""
    wide = whitened.design
    heads = wide[..., :4]
    head = [wide[:, rows].transpose(0, 2, 1) @ heads[:, rows] for rows in spans(looks)]
    by_b, by_a = wide[..., 0::2], wide[..., 1::2]
    own = [products(x, y, looks) for x, y in ((by_b, by_b), (by_b, by_a), (by_a, by_a))]
    return DesignGrams(
        head=np.cumsum(np.stack(head, axis=1), axis=1),
        own=np.stack(own),
        log_det=whitened.log_det[:, [look - 1 for look in looks]],
    )


def data_grams(whitened: Whitened, looks: Sequence[int]) -> DataGrams:
    """Return the inner products of the design with the data up to each of *looks*."""
    wide, data = whitened.design, whitened.data
    cross = [wide[:, rows].transpose(0, 2, 1) @ data[:, rows] for rows in spans(looks)]
    n = data.shape[2] // 2
    told, felt = data[..., :n], data[..., n:]
    square = [products(x, y, looks) for x, y in ((told, told), (told, felt), (felt, felt))]
    return DataGrams(cross=np.cumsum(np.stack(cross, axis=1), axis=1), square=np.stack(square))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The normal equations of one look after the two levels are projected out.

    ``d`` is B's change (it reaches A by the slope), ``e`` a change of A's own side; ``dd``, ``de``,
    ``ee`` (cells, columns, 1) and, crossed with the line, ``d_line``, ``line_e``; ``dz``, ``ez``
    (cells, columns, couples); ``zz`` (cells, 1, couples); ``base`` (cells, 1, 1).
    """

    dd: Floats
    de: Floats
    ee: Floats
    d_line: Floats
    line_e: Floats
    dz: Floats
    ez: Floats
    zz: Floats
    base: Floats
    freedom: int


def make_look(
    grams: tuple[DesignGrams, DataGrams],
    place: int,
    cells: Cells,
    spread: tuple[Floats, Floats],
    shape: tuple[int, int],
) -> Look:
    """Return the equations at one look.

    ``spread`` are the SDs by which the couples' reports and perceptions are divided, ``shape`` is
    (columns of the design in use, entries seen).
    """
    design, data = grams
    columns, entries = shape
    b = cells.slope[:, None]
    head = design.head[:, place]
    by_b, by_a = head[:, 2 : 2 * columns : 2], head[:, 3 : 2 * columns : 2]
    level = head[:, :2, :2]
    inverse = np.linalg.inv(level)
    z, zz = combined(data, place, spread)
    bz = z[:, :2]
    d_head, e_head = by_b + b[..., None] * by_a, by_a
    d_kept, e_kept = d_head[..., :2] @ inverse, e_head[..., :2] @ inverse
    yy, yx, xx = (design.own[k][:, place, 1:columns] for k in range(3))
    d_line = d_head[..., 3] - np.einsum("ckl,cl->ck", d_kept, e_head[:, 0, :2])
    line_e = e_head[..., 2] + b * e_head[..., 3] - np.einsum("ckl,cl->ck", e_kept, d_head[:, 0, :2])
    base = cells.log_prior - design.log_det[:, place] - 0.5 * np.linalg.slogdet(level)[1]
    by_b_z, by_a_z = z[:, 2 : 2 * columns : 2], z[:, 3 : 2 * columns : 2]
    return Look(
        dd=(yy + 2 * b * yx + b**2 * xx - (d_kept * d_head[..., :2]).sum(2))[..., None],
        de=(yx + b * xx - (d_kept * e_head[..., :2]).sum(2))[..., None],
        ee=(xx - (e_kept * e_head[..., :2]).sum(2))[..., None],
        d_line=d_line[..., None],
        line_e=line_e[..., None],
        dz=by_b_z + b[..., None] * by_a_z - d_kept @ bz,
        ez=by_a_z - e_kept @ bz,
        zz=(zz - (bz * (inverse @ bz)).sum(1))[:, None],
        base=base[:, None, None].astype(zz.dtype),
        freedom=entries - 2,
    )


def combined(data: DataGrams, place: int, spread: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the data's products with the design and with themselves, both diaries in SDs."""
    one, two = (np.asarray(1 / sd, dtype=data.cross.dtype) for sd in spread)
    n = len(one)
    cross = data.cross[:, place]
    told, between, felt = data.square[:, :, place]
    zz = told * one**2 + 2 * between * one * two + felt * two**2
    return cross[..., :n] * one + cross[..., n:] * two, zz
