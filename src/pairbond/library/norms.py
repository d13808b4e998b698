"""Norm files: reading, choosing the norms for an instrument, writing, merging."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pairbond.errors import ContentError, shown
from pairbond.instruments import AgeBand, Instrument, JointDensity, NormGroup, ScaleNorm
from pairbond.library.paths import CONTENT, data_folder
from pairbond.library.spec import JointSpec, NormGroupSpec, NormSpec, ScaleNormSpec
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.scoring.classical import NormChoice
from pairbond.types import InstrumentId, ScaleId

Floats = npt.NDArray[np.float64]


def read_norms(path: Path) -> tuple[NormGroup, ...]:
    """Return the norm groups of a file, the first one the default."""
    spec = read_norm_spec(path)
    return tuple(build_group(spec, group) for group in spec.groups)


def read_norm_spec(path: Path) -> NormSpec:
    return validated(NormSpec, read_yaml(path), path.name)


def build_group(spec: NormSpec, group: NormGroupSpec) -> NormGroup:
    low, _ = spec.response_range
    first = group is spec.groups[0]
    return NormGroup(
        id=spec.id if first else f"{spec.id}.{group.group}",
        instrument=InstrumentId(spec.instrument),
        group=group.group,
        title=spec.title if first else f"{spec.title}, {group.title}",
        who=group.who,
        year=spec.year,
        source=spec.source,
        response_range=spec.response_range,
        scales={ScaleId(s.scale): build_scale_norm(s, spec) for s in group.scales},
        joint=tuple(build_joint(joint, low, spec.response_range[1]) for joint in group.joint),
    )


def build_scale_norm(scale: ScaleNormSpec, spec: NormSpec) -> ScaleNorm:
    low, high = spec.response_range
    expected = scale.n_items * (high - low) + 1
    bands = []
    for band in scale.bands:
        counts = np.array(band.counts.split(), dtype=np.int64)
        if len(counts) != expected:
            raise ContentError(
                f"{spec.id}: {scale.scale}: {len(counts)} counts at age {band.first}, not {expected}."
            )
        bands.append(AgeBand(first=band.first, last=band.last, mean_age=band.mean_age, counts=counts))
    k = scale.n_items
    sums = np.array(scale.item_sums.split(), dtype=np.float64)
    upper = np.array(scale.item_products.split(), dtype=np.float64)
    if len(sums) != k or len(upper) != k * (k + 1) // 2:
        raise ContentError(f"{spec.id}: {scale.scale}: item moments are not those of {k} items.")
    products = np.zeros((k, k))
    products[np.triu_indices(k)] = upper
    return ScaleNorm(
        scale=ScaleId(scale.scale),
        minimum=low,
        n_items=k,
        bands=tuple(bands),
        item_sums=sums,
        item_products=products + np.triu(products, 1).T,
    )


def build_joint(joint: JointSpec, low: int, high: int) -> JointDensity:
    edges = np.linspace(low, high, joint.bins + 1)
    counts = np.array([row.split() for row in joint.counts], dtype=np.int64)
    if counts.shape != (joint.bins, joint.bins):
        raise ContentError(f"joint {joint.x} x {joint.y}: counts are {counts.shape}.")
    return JointDensity(x=ScaleId(joint.x), y=ScaleId(joint.y), x_edges=edges, y_edges=edges, counts=counts)


def norm_paths() -> list[Path]:
    """Return the norm files, the host's own before the shipped ones."""
    own = sorted((data_folder() / "norms").glob("*.yaml"))
    return [*own, *sorted((CONTENT / "norms").glob("*.yaml"))]


def load_norms() -> tuple[NormGroup, ...]:
    """Return every norm group at hand, the host's own first."""
    return tuple(group for path in norm_paths() for group in cached_norms(path, path.stat().st_mtime))


@cache
def cached_norms(path: Path, mtime: float) -> tuple[NormGroup, ...]:
    """Return a file's groups; the time of change is part of the key so that edits are seen."""
    return read_norms(path)


def choose_norms(instrument: Instrument, name: str | None = None) -> NormChoice | None:
    """Return the norms to score an instrument with.

    Own norms come before borrowed ones, a host's before the shipped. *name* asks for a group by
    id (``ecr-web-2018.women``) or for the first group of a norm file by path.
    """
    borrowed = instrument.borrowed_norm
    groups = candidates(name)
    for group in groups:
        if group.instrument == instrument.id and (name or is_default(group)):
            return NormChoice(group=group, scales={scale.id: scale.id for scale in instrument.scales})
    for group in groups:
        if borrowed and group.instrument == borrowed.instrument and (name or is_default(group)):
            return NormChoice(
                group=group,
                scales=borrowed.scales,
                borrowed=True,
                tau=borrowed.tau,
                round_to=borrowed.round_to,
            )
    if name is not None:
        raise ContentError(f"The norms {shown(name)} are not norms of {instrument.id}.")
    return None


def is_default(group: NormGroup) -> bool:
    return group.group == "all"


def candidates(name: str | None) -> Iterable[NormGroup]:
    if name is None:
        return load_norms()
    if name.endswith((".yaml", ".yml")) or os.sep in name:
        return read_norms(Path(name))[:1]
    named = [group for group in load_norms() if group.id == name]
    if not named:
        known = ", ".join(group.id for group in load_norms())
        raise ContentError(f"There are no norms {shown(name)}; choose from: {known}, or give a file.")
    return named
