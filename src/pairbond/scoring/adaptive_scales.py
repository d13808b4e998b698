"""The parts of an adaptive test: scales and their keys, look-up tables, and the stop rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import isfinite, sqrt

import numpy as np

from pairbond.errors import ConfigError, shown
from pairbond.instruments import Instrument, Scale
from pairbond.scoring.graded import Floats, information, normal_grid, probabilities
from pairbond.scoring.irt import GradedModel

STEP = 0.0025
LIMIT = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRule:
    """When a scale is done: the SE is reached after ``min_items``, or ``max_items`` were asked."""

    se_target: float = 0.30
    min_items: int = 1
    max_items: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.se_target < 1:
            raise ConfigError(f"A target SE of {self.se_target} is not between 0 and 1 (the prior's SD).")
        if self.min_items < 1 or (self.max_items is not None and self.max_items < self.min_items):
            raise ConfigError("The number of items must be at least 1, the highest not below the lowest.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tables:
    """What one scale's test looks up: answer probabilities at the nodes, information by trait."""

    likelihood: Floats
    powers: Floats
    prior: Floats
    information: Floats
    lowest: float


@lru_cache(maxsize=32)
def tables(model: GradedModel, se_target: float) -> Tables:
    """Return the look-up tables of a one-factor model."""
    grid = normal_grid(model.quadrature)
    steps = np.linspace(-LIMIT, LIMIT, round(2 * LIMIT / STEP) + 1)
    info = np.ascontiguousarray(information(model.items, steps).T)
    reached = steps[info.sum(axis=1) + 1.0 >= 1.0 / se_target**2]
    return Tables(
        likelihood=np.ascontiguousarray(probabilities(model.items, grid.nodes)),
        powers=np.vstack([np.ones_like(grid.nodes), grid.nodes, grid.nodes**2]),
        prior=grid.weights,
        information=info,
        lowest=float(reached[0]) if len(reached) else float("inf"),
    )


@dataclass(slots=True)
class ScaleProgress:
    """One scale on the way: the posterior over the nodes and what it says."""

    tables: Tables
    open_items: Floats
    posterior: Floats
    theta: float = 0.0
    se: float = 1.0
    n: int = 0
    skipped: int = 0

    def skip(self, place: int) -> None:
        """Leave an item out for good."""
        self.open_items[place] = -np.inf
        self.skipped += 1

    def take(self, place: int, category: int) -> None:
        self.posterior = self.posterior * self.tables.likelihood[place, category]
        mass, first, second = (self.tables.powers @ self.posterior).tolist()
        self.posterior /= mass
        self.theta = first / mass
        self.se = sqrt(max(second / mass - self.theta**2, 0.0))
        self.open_items[place] = -np.inf
        self.n += 1

    def gains(self) -> Floats:
        """Return each item's information at the present estimate, -inf for items that were asked."""
        at = (min(max(self.theta, -LIMIT), LIMIT - STEP) + LIMIT) / STEP
        row = int(at)
        share = at - row
        info = self.tables.information
        found: Floats = info[row] * (1.0 - share) + info[row + 1] * share + self.open_items
        return found


@dataclass(slots=True, kw_only=True)
class ScaleKey:
    """How a scale's items are named and keyed; ``places`` maps answers to the model's categories."""

    id: str
    items: tuple[str, ...]
    reverse: frozenset[str]
    model: GradedModel
    places: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        steps = np.isfinite(self.model.b).cumsum(axis=1)
        self.places = [[0, *row] for row in steps.tolist()]


def scale_keys(
    instrument: Instrument | None, model: GradedModel | Mapping[str, GradedModel], scale: str | None
) -> list[ScaleKey]:
    """Return the scales of the test with their models, items matched to the instrument's."""
    models = factor_models(model, instrument, scale) if isinstance(model, GradedModel) else dict(model)
    if not models:
        raise ConfigError("An adaptive test needs a model of at least one scale.")
    return [bound_key(instrument, name, own) for name, own in models.items()]


def factor_models(
    model: GradedModel, instrument: Instrument | None, scale: str | None
) -> dict[str, GradedModel]:
    """Return one model a factor, named by the scale that holds its items."""
    found = {}
    for factor in range(model.n_factors):
        places = [place for place, own in enumerate(model.factors) if own == factor]
        part = model if model.n_factors == 1 else model.take(places)
        found[scale or scale_of(instrument, part, factor)] = part
    if len(found) != model.n_factors:
        raise ConfigError("Two factors belong to one scale; give a mapping of scale id to model.")
    return found


def scale_of(instrument: Instrument | None, model: GradedModel, factor: int) -> str:
    if instrument is None:
        return str(factor)
    if model.item_ids:
        fits = [s.id for s in instrument.scales if set(model.item_ids) <= set(s.items)]
    else:
        fits = [s.id for s in instrument.scales if len(s.items) == len(model.a)]
    if len(fits) != 1:
        names = ", ".join(s.id for s in instrument.scales)
        raise ConfigError(f"Which scale is the model of? Say scale=..., one of: {names}.")
    return str(fits[0])


def bound_key(instrument: Instrument | None, name: str, model: GradedModel) -> ScaleKey:
    if instrument is None:
        return ScaleKey(id=name, items=model.names, reverse=frozenset(), model=model)
    try:
        scale: Scale = instrument.scale(name)
    except KeyError as error:
        names = ", ".join(s.id for s in instrument.scales)
        raise ConfigError(f"{instrument.id} has no scale {shown(name)}; it has: {names}.") from error
    items = model.item_ids or scale.items
    stray = [item for item in items if item not in scale.items]
    if stray or len(items) != len(model.a):
        fault = f"{stray[0]} is not in it" if stray else f"it has {len(scale.items)} items"
        raise ConfigError(f"{name}: the model has {len(model.a)} items, but {fault}.")
    return ScaleKey(id=name, items=tuple(items), reverse=frozenset(scale.reverse), model=model)


def answer_bounds(
    instrument: Instrument | None, keys: Sequence[ScaleKey], response_range: tuple[int, int] | None
) -> tuple[int, int]:
    """Return the lowest and highest answer; the models must know as many."""
    widths = {key.model.b.shape[1] for key in keys}
    if len(widths) > 1:
        raise ConfigError("The models know different numbers of answers; calibrate them on one scale.")
    top = widths.pop()
    if response_range is not None:
        low, high = response_range
    else:
        low, high = instrument.response.bounds if instrument else (0, top)
    if high - low != top or not all(isfinite(bound) for bound in (low, high)):
        raise ConfigError(f"The model knows {top + 1} answers, the range {low}-{high} has {high - low + 1}.")
    return low, high
