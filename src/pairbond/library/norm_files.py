"""Writes norm groups as a norm file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pairbond.errors import StoreError
from pairbond.instruments import AgeBand, Instrument, JointDensity, NormGroup, ScaleNorm
from pairbond.library.spec import NormSpec
from pairbond.library.validate import validated

Numbers = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormLabel:
    """What a norm file says about its sample."""

    id: str
    title: str
    year: int
    source: str
    cleaning: str


def norm_spec(groups: Sequence[NormGroup], instrument: Instrument, label: NormLabel) -> NormSpec:
    """Return norm groups (the first one the default) as the content of a norm file."""
    data = {
        "schema": "pairbond.norms/1",
        "id": label.id,
        "version": "1.0.0",
        "instrument": instrument.id,
        "instrument_hash": instrument.content_hash,
        "title": label.title,
        "year": label.year,
        "source": label.source,
        "cleaning": label.cleaning,
        "response_range": groups[0].response_range,
        "groups": [group_data(group) for group in groups],
    }
    return validated(NormSpec, data, label.id)


def group_data(group: NormGroup) -> dict[str, object]:
    return {
        "group": group.group,
        "title": "all genders" if group.group == "all" else group.group,
        "who": group.who,
        "scales": [scale_data(norm) for norm in group.scales.values()],
        "joint": [joint_data(joint) for joint in group.joint],
    }


def scale_data(norm: ScaleNorm) -> dict[str, object]:
    return {
        "scale": norm.scale,
        "n_items": norm.n_items,
        "bands": [band_data(band) for band in norm.bands],
        "item_sums": joined(norm.item_sums),
        "item_products": joined(norm.item_products[np.triu_indices(norm.n_items)]),
    }


def band_data(band: AgeBand) -> dict[str, object]:
    return {
        "first": band.first,
        "last": band.last,
        "mean_age": band.mean_age,
        "counts": joined(band.counts),
    }


def joint_data(joint: JointDensity) -> dict[str, object]:
    return {
        "x": joint.x,
        "y": joint.y,
        "bins": len(joint.counts),
        "counts": [joined(row) for row in joint.counts],
    }


def joined(numbers: Numbers) -> str:
    return " ".join(f"{number:g}" if number % 1 else str(int(number)) for number in numbers.tolist())


def write_norms(spec: NormSpec, path: Path) -> None:
    """Write a norm file; long rows of counts stay on one line each."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 1_000_000
    writer.default_flow_style = False
    text = StringIO()
    writer.dump(spec.model_dump(mode="json", by_alias=True), text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror}).") from error
