"""What sealed mode is built from: the passphrase's key, the box, and memory that processes share."""

import os
import signal
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

PASSPHRASE = "amber kettles drift over Ulm"
SERVER = b"s" * 32


def place(row: str = "1") -> Any:
    from pairbond.app.envelope import Place

    return Place(table="event", column="sealed", row=row, owner="anna")


def cheap() -> Any:
    from pairbond.app.locked_key import Cost

    return Cost(memory=64, passes=1)


def test_a_key_opens_by_its_passphrase_alone() -> None:
    from pairbond.app.locked_key import unwrap, wrap
    from pairbond.errors import WrongPassphrase

    blob = wrap(b"k" * 32, PASSPHRASE, place(), cost=cheap(), server=SERVER)
    assert unwrap(blob, PASSPHRASE, place(), cost=cheap(), server=SERVER) == b"k" * 32
    wrong: list[tuple[bytes, str, Any, Any, bytes]] = [
        (blob, PASSPHRASE + " ", place(), cheap(), SERVER),
        (blob, PASSPHRASE, place("2"), cheap(), SERVER),
        (blob, PASSPHRASE, place(), replace(cheap(), passes=2), SERVER),
        (blob, PASSPHRASE, place(), cheap(), b"t" * 32),
        (bytes([blob[0] ^ 1]) + blob[1:], PASSPHRASE, place(), cheap(), SERVER),
    ]
    for data, secret, where, cost, server in wrong:
        with pytest.raises(WrongPassphrase):
            unwrap(data, secret, where, cost=cost, server=server)


def test_the_cost_is_what_is_said_of_it() -> None:
    from pairbond.app.locked_key import Cost, read_cost
    from pairbond.errors import ConfigError

    assert Cost().text == "argon2id,m=65536,t=4,p=1"
    assert read_cost(Cost().text) == Cost()
    for text in ("", "argon2id", "argon2i,m=65536,t=4,p=1", "argon2id,m=x,t=4,p=1"):
        with pytest.raises(ConfigError):
            read_cost(text)


@given(st.binary(max_size=600))
def test_only_the_owner_takes_out_of_a_box(data: bytes) -> None:
    from pairbond.app.locked_key import into_box, is_box, new_pair, out_of_box
    from pairbond.errors import StoreError

    (private, public), (other, _) = new_pair(), new_pair()
    blob = into_box(data, public, place())
    assert is_box(blob)
    assert out_of_box(blob, private, place()) == data
    for key, where in ((other, place()), (private, place("2"))):
        with pytest.raises(StoreError):
            out_of_box(blob, key, where)
    with pytest.raises(StoreError):
        out_of_box(blob[:8] + bytes(32) + blob[40:], private, place())


def test_the_ring_keeps_forgets_and_makes_room(web: Any) -> None:
    from pairbond.web.accounts.ring import SLOTS, Ring

    ring = Ring()
    for n in range(SLOTS):
        ring.put(f"session {n}", bytes([n % 251]) * 60, until=100.0 + n)
    assert len(ring) == SLOTS
    ring.put("one more", b"x" * 60, until=5_000.0)
    assert ring.get("session 0", at=0.0, until=1.0) is None, "the one that ended first made room"
    assert ring.get("session 7", at=0.0, until=9_000.0) == bytes([7]) * 60
    assert ring.get("session 9", at=110.0, until=9_000.0) is None, "its time was over"
    ring.expire(at=1_000.0)
    assert ring.get("session 7", at=1_000.0, until=9_000.0), "it was used, so it lived on"
    ring.drop("session 7")
    ring.expire(at=9_999.0)
    assert len(ring) == 0
    assert not any(ring._memory[:])
    ring.close()


def test_a_process_that_is_killed_holds_nobody_up(web: Any) -> None:
    """A child puts a key in, takes the lock and is killed; the parent finds the key and goes on."""
    from pairbond.web.accounts.ring import Ring

    ring = Ring()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        ring.put("session", b"k" * 60, until=100.0)
        with ring._alone():
            os.write(tell, b"!")
            signal.pause()
    os.read(told, 1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert ring.get("session", at=1.0, until=100.0) == b"k" * 60
    os.close(told)
    os.close(tell)
    ring.close()
