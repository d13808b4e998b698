"""The adaptive test: asks the item that tells most about this person, and stops when it knows enough.

The test is a pure state machine: its state is the list of answers so far and the item now open,
and it can be written as JSON and taken up again anywhere. Chance enters only as the ``rng`` that
is handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot

import numpy as np

from pairbond.errors import ConfigError, ResponseError, shown
from pairbond.instruments import Instrument
from pairbond.scoring.adaptive_scales import ScaleProgress, StopRule, answer_bounds, scale_keys, tables
from pairbond.scoring.graded import Floats
from pairbond.scoring.irt import GradedModel
from pairbond.scoring.responses import checked_value
from pairbond.types import Caution, Estimate, JsonDict

LEVEL = 0.90
Z_LEVEL = 1.6448536269514722
SCHEMA = "pairbond.adaptive/1"


class AdaptiveTest:
    """An adaptive test over one or more scales.

    Parameters
    ----------
    instrument
        The questionnaire, for item ids, keying and the answers allowed; None for a bare model,
        whose items are "0", "1", ... answered from 0.
    model
        Item parameters of one scale; for several, a mapping of scale id to model, or one model of
        several factors. Items are matched by ``item_ids``, else by their order in the scale.
    se_target
        A scale stops when its standard error is at most this.
    exposure
        The next item is drawn at random among this many best ones (randomesque); needs *rng*.
    tau, cautions
        For parameters borrowed from other wording: the doubt about them, in SDs, which widens every
        reported SE (the test still stops by its own), and the cautions to carry along.

    Notes
    -----
    Selection: most Fisher information at the EAP (61 nodes, N(0, 1) prior). Scales take turns, the
    one with fewest answers first. *Checked* against mirtCAT 1.14.2 in ``tests/reference/irt``.
    """

    def __init__(
        self,
        instrument: Instrument | None,
        model: GradedModel | Mapping[str, GradedModel],
        se_target: float = 0.30,
        *,
        scale: str | None = None,
        min_items: int = 1,
        max_items: int | None = None,
        response_range: tuple[int, int] | None = None,
        exposure: int = 1,
        rng: np.random.Generator | None = None,
        tau: float = 0.0,
        cautions: Sequence[Caution] = (),
    ) -> None:
        if not tau >= 0:
            raise ConfigError(f"tau = {tau} is the doubt about borrowed parameters; it is 0 or more.")
        self.tau, self.given_cautions = tau, tuple(cautions)
        self.stop_rule = StopRule(se_target=se_target, min_items=min_items, max_items=max_items)
        if exposure < 1 or (exposure > 1 and rng is None):
            raise ConfigError("exposure is a number from 1; above 1 it needs rng, the source of chance.")
        self.exposure, self.rng = exposure, rng
        self.keys = scale_keys(instrument, model, scale)
        self.bounds = answer_bounds(instrument, self.keys, response_range)
        self.home = {item: (s, p) for s, key in enumerate(self.keys) for p, item in enumerate(key.items)}
        self.answers: list[tuple[str, int]] = []
        self.skipped: list[str] = []
        self.pending: str | None = None
        self.scales = [
            ScaleProgress(
                tables=(found := tables(key.model, se_target)),
                open_items=np.zeros(len(key.items)),
                posterior=found.prior,
            )
            for key in self.keys
        ]

    # ---- asking and answering ----------------------------------------------------------------

    def next_item(self) -> str | None:
        """Return the item to ask now, the same until it is answered; None when the test is over."""
        if self.pending is None:
            place = self.next_scale()
            if place is not None:
                self.pending = self.keys[place].items[self.choose(self.scales[place].gains())]
        return self.pending

    def next_scale(self) -> int | None:
        """Return the scale whose turn it is: of those not done, the one with fewest answers."""
        waiting = [place for place in range(len(self.scales)) if not self.done(place)]
        if len(waiting) <= 1:
            return waiting[0] if waiting else None
        return min(waiting, key=lambda place: (self.scales[place].n, -self.scales[place].se))

    def done(self, place: int) -> bool:
        rule, scale = self.stop_rule, self.scales[place]
        most = len(self.keys[place].items)
        if scale.n + scale.skipped >= most or scale.n >= (rule.max_items or most):
            return True
        return scale.n >= rule.min_items and scale.se <= rule.se_target

    def choose(self, gains: Floats) -> int:
        if self.exposure == 1 or self.rng is None:
            return int(gains.argmax())
        best = np.argsort(-gains, kind="stable")[: self.exposure]
        best = best[np.isfinite(gains[best])]
        return int(self.rng.choice(best))

    def answer(self, item: str, value: int) -> AdaptiveTest:
        """Take the answer to an item, given on the instrument's scale; return the test itself.

        Raises
        ------
        ResponseError
            For an item that is unknown or was answered, or a value off the scale.
        """
        place, position = self.open_place(item)
        low, high = self.bounds
        checked = checked_value(item, value, self.bounds)
        if checked < low:
            raise ResponseError(f"{item}: an adaptive test needs an answer from {low} to {high}.")
        key = self.keys[place]
        step = high - checked if item in key.reverse else checked - low
        self.scales[place].take(position, key.places[position][step])
        self.answers.append((item, checked))
        self.pending = None
        return self

    def skip(self, item: str) -> AdaptiveTest:
        """Leave an item out: another one is asked in its place; return the test itself.

        Raises
        ------
        ResponseError
            For an item that is unknown, or was answered or skipped.
        """
        place, position = self.open_place(item)
        self.scales[place].skip(position)
        self.skipped.append(item)
        self.pending = None
        return self

    def open_place(self, item: str) -> tuple[int, int]:
        """Return the scale and the place of an item that is still open."""
        if item not in self.home:
            raise ResponseError(f"{shown(item)} is not an item of this test.")
        place, position = self.home[item]
        if self.scales[place].open_items[position] != 0:
            done = "skipped" if item in self.skipped else "answered"
            raise ResponseError(f"{item}: it was {done} already.")
        return place, position

    @property
    def finished(self) -> bool:
        return all(self.done(place) for place in range(len(self.scales)))

    # ---- what is known -----------------------------------------------------------------------

    @property
    def estimate(self) -> Estimate:
        """The estimate of a test of one scale; with several, use :attr:`estimates`."""
        if len(self.scales) > 1:
            names = ", ".join(key.id for key in self.keys)
            raise ConfigError(f"This test has several scales ({names}); read .estimates[scale].")
        return self.estimates[self.keys[0].id]

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Each scale's posterior mean with its 90 % interval, in SDs of the calibration sample."""
        return {
            key.id: interval(scale, hypot(scale.se, self.tau))
            for key, scale in zip(self.keys, self.scales, strict=True)
        }

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """Doubts: a low score where the scale measures poorly, or a target that was not reached."""
        found = list(self.given_cautions)
        for place, (key, scale) in enumerate(zip(self.keys, self.scales, strict=True)):
            if not self.done(place) or scale.se <= self.stop_rule.se_target:
                continue
            if scale.theta < min(scale.tables.lowest, 0.0):
                text = f"{key.id}: low; precision is limited (SE {scale.se:.2f})."
                found.append(Caution(code="low-precision-limited", text=text))
            else:
                text = f"{key.id}: SE {scale.se:.2f} after {scale.n} items; the target was not reached."
                found.append(Caution(code="se-target-missed", text=text))
        return tuple(found)

    # ---- state -------------------------------------------------------------------------------

    def to_dict(self) -> JsonDict:
        """Return the state as JSON-safe data: answers in order, what was skipped, the item now open."""
        return {
            "schema": SCHEMA,
            "answers": [[item, value] for item, value in self.answers],
            "skipped": list(self.skipped),
            "pending": self.pending,
            "finished": self.finished,
            "estimates": {name: found.to_dict() for name, found in self.estimates.items()},
            "cautions": [caution.to_dict() for caution in self.cautions],
        }

    def resume(self, state: Mapping[str, object]) -> AdaptiveTest:
        """Take up a state from :meth:`to_dict` in a test that has no answers yet; return the test."""
        given, pending = state.get("answers"), state.get("pending")
        if state.get("schema") != SCHEMA or not isinstance(given, Sequence):
            raise ResponseError(f"The state of an adaptive test has the schema {SCHEMA}.")
        skipped = state.get("skipped", [])
        if not isinstance(skipped, Sequence) or isinstance(skipped, str):
            raise ResponseError(f"The state's skipped items are no list: {shown(skipped)}.")
        if self.answers or self.skipped:
            raise ResponseError("A test that has begun cannot take up another one's answers.")
        if pending is not None and (not isinstance(pending, str) or pending not in self.home):
            raise ResponseError(f"The open item {shown(pending)} is not an item of this test.")
        for pair in given:
            if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
                raise ResponseError(f"The state holds {shown(pair)}, which is not an item and its answer.")
            self.answer(*pair)
        for item in skipped:
            self.skip(item)
        if pending is not None:
            self.open_place(pending)
        self.pending = pending
        return self


def interval(scale: ScaleProgress, se: float) -> Estimate:
    return Estimate(
        value=scale.theta,
        lower=scale.theta - Z_LEVEL * se,
        upper=scale.theta + Z_LEVEL * se,
        level=LEVEL,
        se=se,
        n=scale.n,
        method="adaptive EAP",
    )
