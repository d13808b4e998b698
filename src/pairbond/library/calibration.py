"""Calibration files: item parameters of an instrument, and whose they are.

An instrument without its own calibration borrows that of the instrument whose norms it borrows,
item by item in the order of the scales: a declared approximation, with a wider error and a
caution, until its own answers are linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from pairbond.errors import ContentError
from pairbond.instruments import Instrument
from pairbond.library.paths import CONTENT
from pairbond.library.spec import Id, Spec, Text
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.parameters import Calibration
from pairbond.types import Caution

FOLDER = CONTENT / "calibration"


class ItemParametersSpec(Spec):
    """Slope and thresholds of an item; b_k is where answer k or higher becomes the likelier one."""

    id: Id
    a: float
    b: tuple[float | None, ...] = Field(min_length=1)
    se_a: float
    se_b: tuple[float | None, ...]


class ScaleCalibrationSpec(Spec):
    scale: Id
    n: int = Field(ge=100)
    loglik: float
    items: tuple[ItemParametersSpec, ...] = Field(min_length=3)


class CalibrationSpec(Spec):
    """A calibration file: graded response parameters, logistic metric, trait N(0, 1) in the sample."""

    schema_: Literal["pairbond.calibration/1"] = Field(alias="schema")
    id: Id
    instrument: Id
    title: Text
    who: Text
    year: int
    source: Text
    cleaning: Text
    method: Text
    response_range: tuple[int, int]
    corr: float | None = Field(default=None, description="correlation of the two scales' traits")
    scales: tuple[ScaleCalibrationSpec, ...] = Field(min_length=1)


def read_calibration(path: Path) -> CalibrationSpec:
    """Return a calibration file, checked."""
    spec = validated(CalibrationSpec, read_yaml(path), path.name)
    width = spec.response_range[1] - spec.response_range[0]
    for scale in spec.scales:
        for item in scale.items:
            if len(item.b) != width or len(item.se_b) != width:
                raise ContentError(f"{path.name}: {item.id}: b and se_b need {width} entries each.")
    return spec


@cache
def shipped_calibrations() -> Mapping[str, CalibrationSpec]:
    """Return the calibrations that ship, by instrument."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        head = read_yaml(path)
        if isinstance(head, dict) and head.get("schema") == "pairbond.calibration/1":
            spec = read_calibration(path)
            found[spec.instrument] = spec
    return found


def load_calibration(instrument: Instrument) -> Calibration | None:
    """Return the item parameters for an instrument, its own or borrowed; None where there are none."""
    own = shipped_calibrations().get(instrument.id)
    if own is not None:
        models = {scale.scale: model_of(scale) for scale in own.scales}
        return calibration_of(own, models, tau=0.0, cautions=())
    borrowed = instrument.borrowed_norm
    spec = None if borrowed is None else shipped_calibrations().get(borrowed.instrument)
    if borrowed is None or spec is None or spec.response_range != instrument.response.bounds:
        return None
    by_scale = {scale.scale: scale for scale in spec.scales}
    models = {}
    for mine, theirs in borrowed.scales.items():
        items = tuple(str(item) for item in instrument.scale(mine).items)
        if theirs in by_scale and len(by_scale[theirs].items) == len(items):
            models[str(mine)] = model_of(by_scale[theirs], items)
    text = (
        f"The item parameters are those of {spec.title}, whose items cover the same ground in other words: "
        "an approximation, until answers to this wording are linked. Errors are widened for it."
    )
    caution = Caution(code="borrowed-calibration", text=text)
    return calibration_of(spec, models, tau=borrowed.tau, cautions=(caution,)) if models else None


def calibration_of(
    spec: CalibrationSpec, models: Mapping[str, GradedModel], *, tau: float, cautions: tuple[Caution, ...]
) -> Calibration:
    return Calibration(
        id=spec.id,
        title=spec.title,
        who=spec.who,
        year=spec.year,
        source=spec.source,
        response_range=spec.response_range,
        models=dict(models),
        borrowed=bool(cautions),
        tau=tau,
        cautions=cautions,
    )


def model_of(scale: ScaleCalibrationSpec, item_ids: tuple[str, ...] = ()) -> GradedModel:
    return GradedModel(
        a=np.array([item.a for item in scale.items]),
        b=np.array([item.b for item in scale.items], dtype=np.float64),
        se_a=np.array([item.se_a for item in scale.items]),
        se_b=np.array([item.se_b for item in scale.items], dtype=np.float64),
        loglik=scale.loglik,
        n=scale.n,
        item_ids=item_ids or tuple(item.id for item in scale.items),
    )
