"""T-12: how long a page takes does not tell what the other did."""

import random
import time

import pytest

from .conftest import Clock, User
from .sealed_steps import cheap, turn_on
from .test_two import invite, screen

ROUNDS = 1000


@pytest.mark.slow
@pytest.mark.parametrize("partner_sealed", [False, True])
def test_the_time_of_a_page_tells_nothing(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, partner_sealed: bool
) -> None:
    """Two people wait, one whose partner agreed and one whose partner never came: AUC about a half."""
    cheap(monkeypatch)
    waiting, alone, partner = User("waiting"), User("alone"), User("partner")
    for user in (waiting, alone, partner):
        screen(user)
    partner.post("/two/join/", {"code": invite(waiting)})
    invite(alone)
    if partner_sealed:
        turn_on(partner)
    for user in (alone, partner):
        user.post("/two/yes/")
    times: dict[str, list[float]] = {"waiting": [], "alone": []}
    rng = random.Random(5)
    for route in ("/two/", "/home/", "/two/share/"):
        for user in (waiting, alone):
            for _ in range(5):
                user.get(route)
    for _ in range(ROUNDS):
        pair = [waiting, alone]
        rng.shuffle(pair)
        for user in pair:
            began = time.process_time()
            user.get("/two/")
            times[user.name].append(time.process_time() - began)
    assert abs(auc(times["waiting"], times["alone"]) - 0.5) <= 0.1


def auc(first: list[float], second: list[float]) -> float:
    """The chance that a time of the first group is above one of the second."""
    above = sum((a > b) + 0.5 * (a == b) for a in first for b in second)
    return above / (len(first) * len(second))
