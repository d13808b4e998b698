"""An adaptive test as a session: what is asked next follows from what was said so far.

The state is the answers in the order the items were first asked; everything else is computed from
them. So a draft that holds the records is the whole state, and the same records lead to the same
item, today or after a crash. Going back and changing an answer changes what is asked from there on;
what was answered in between stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pairbond.app.session import Given, Session, replayed
from pairbond.errors import ConfigError
from pairbond.instruments import Instrument, Item
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.adaptive_score import LEAST_ANSWERS, SE_TARGET
from pairbond.scoring.parameters import Calibration
from pairbond.types import ItemId, JsonDict

USUAL = 20
"""About how many questions an adaptive test of two scales asks; measured in tests/recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptiveSession(Session):
    """Where a person stands in an adaptive test.

    ``position`` counts along ``path``: the items in the order they were asked, with the open one
    last while the test goes on.
    """

    calibration: Calibration
    path: tuple[ItemId, ...] = ()

    @property
    def item(self) -> Item | None:
        if self.position >= len(self.path):
            return None
        wanted = self.path[self.position]
        return next(item for item in self.instrument.items if item.id == wanted)

    @property
    def asked(self) -> tuple[int, ...]:
        """Where the items of the path stand in the questionnaire."""
        place = {item_id: position for position, item_id in enumerate(self.instrument.item_ids)}
        return tuple(place[item_id] for item_id in self.path)

    @property
    def said(self) -> dict[ItemId, Given]:
        return dict(self.given)

    @property
    def block(self) -> str | None:
        return None

    @property
    def usual(self) -> int:
        return USUAL

    def after(self, given: Mapping[ItemId, Given]) -> AdaptiveSession:
        path = path_of(self.instrument, self.calibration, given)
        return replace(self, given=given, path=path, position=self.position + 1)

    def before(self) -> AdaptiveSession:
        return replace(self, position=max(0, self.position - 1))


def adaptive_test(instrument: Instrument, calibration: Calibration) -> AdaptiveTest:
    """Return the test that ``take`` runs: both scales in turns, to SE .30 or the last item."""
    return AdaptiveTest(
        instrument,
        calibration.models,
        SE_TARGET,
        min_items=LEAST_ANSWERS,
        tau=calibration.tau,
        cautions=calibration.cautions,
    )


def path_of(
    instrument: Instrument, calibration: Calibration, given: Mapping[ItemId, Given]
) -> tuple[ItemId, ...]:
    """Return what was asked, and the item to ask next where the test is not over."""
    test = adaptive_test(instrument, calibration)
    for item, said in given.items():
        if isinstance(said.value, int):
            test.answer(item, said.value)
        else:
            test.skip(item)
    following = test.next_item()
    return (*given, *([ItemId(following)] if following is not None else []))


def begun(instrument: Instrument, calibration: Calibration, given: Mapping[ItemId, Given]) -> AdaptiveSession:
    """Return the session at the first item that nothing was said to."""
    return AdaptiveSession(
        instrument=instrument,
        calibration=calibration,
        given=given,
        path=path_of(instrument, calibration, given),
        position=len(given),
    )


def replay_adaptive(
    instrument: Instrument, calibration: Calibration, records: Iterable[Mapping[str, object]]
) -> AdaptiveSession:
    """Return the state after these records; those that do not fit are passed over."""
    return begun(instrument, calibration, replayed(instrument, records))


def marker(calibration: Calibration) -> JsonDict:
    """Return what a draft says of the test it was begun with."""
    return {"calibration": calibration.id, "se_target": SE_TARGET, "min_items": LEAST_ANSWERS}


def check_range(instrument: Instrument, calibration: Calibration) -> None:
    """Refuse a wording whose answers the item parameters are not for."""
    if instrument.response.bounds != calibration.response_range:
        (low, high), (own_low, own_high) = calibration.response_range, instrument.response.bounds
        raise ConfigError(
            f"{instrument.id} is answered {own_low}-{own_high} and its item parameters are for answers "
            f"{low}-{high}; take it without --adaptive."
        )
