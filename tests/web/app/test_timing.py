"""T-12: how long a page takes does not tell what the other did."""

import gc
import random
import time
from collections.abc import Callable

import pytest

from .conftest import Clock, User
from .sealed_steps import cheap
from .test_two import agreed, invite, screen, sealed, unlinked

ROUNDS = 1_000
"""With so many on each side the AUC of two equal pages strays by .013; the bound lies four of that away."""
BOUND = 0.05
DOINGS: tuple[Callable[[User, User, str], None], ...] = (agreed, unlinked, sealed)


@pytest.mark.slow
@pytest.mark.parametrize("route", ["/two/", "/reading/two/"])
def test_the_time_of_a_page_tells_nothing(
    db: None, clock: Clock, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    """People wait alike; the partner of one never came, the others' partners did something."""
    cheap(monkeypatch)
    waiting = {}
    for doing in (None, *DOINGS):
        name = doing.__name__ if doing else "alone"
        user, partner = User(name), User(f"{name}'s partner")
        screen(user)
        code = invite(user)
        user.post("/two/yes/")
        if doing:
            doing(user, partner, code)
        waiting[name] = user
    times = measured(waiting, route, ROUNDS)
    alone = times.pop("alone")
    found = {name: round(auc(their, alone), 3) for name, their in times.items()}
    assert all(abs(value - 0.5) <= BOUND for value in found.values()), found


def measured(users: dict[str, User], route: str, rounds: int) -> dict[str, list[float]]:
    """Return the time of the processor for each visit; who comes first is drawn anew in each round."""
    times: dict[str, list[float]] = {name: [] for name in users}
    rng, order = random.Random(5), list(users)
    for user in users.values():
        for _ in range(20):
            user.get(route)
    gc.collect()
    gc.disable()  # else its pauses fall on whoever comes by
    try:
        for n in range(rounds):
            rng.shuffle(order)
            for name in order:
                began = time.process_time()
                users[name].get(route)
                times[name].append(time.process_time() - began)
            if n % 100 == 0:
                gc.collect()
    finally:
        gc.enable()
    return times


def auc(first: list[float], second: list[float]) -> float:
    """The chance that a time of the first group is above one of the second."""
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(first, second).statistic) / (len(first) * len(second))
