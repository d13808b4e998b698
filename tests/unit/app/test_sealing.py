"""Sealed files are age files that only their passphrase opens."""

import pyrage
import pytest

from pairbond.app.sealing import SHORTEST, check_new_passphrase, is_sealed, seal, unseal
from pairbond.errors import ConfigError, StoreError, WrongPassphrase

PASSPHRASE = "naïve horse battery"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(b"secret", PASSPHRASE)


def test_it_opens_again(sealed: bytes) -> None:
    assert is_sealed(sealed)
    assert unseal(sealed, PASSPHRASE, "a.json") == b"secret"


def test_it_opens_however_the_accents_are_typed(sealed: bytes) -> None:
    assert unseal(b"\xef\xbb\xbf" + sealed, "nai\u0308ve horse battery", "a.json") == b"secret"


def test_any_age_program_can_open_it(sealed: bytes) -> None:
    assert pyrage.passphrase.decrypt(sealed, PASSPHRASE) == b"secret"


def test_a_wrong_passphrase(sealed: bytes) -> None:
    with pytest.raises(WrongPassphrase, match=r"a\.json: this passphrase does not open it"):
        unseal(sealed, "something else", "a.json")


@pytest.mark.parametrize(("start", "stop"), [(0, 60), (0, -40), (0, 40)])
def test_a_damaged_file_is_not_a_wrong_passphrase(sealed: bytes, start: int, stop: int) -> None:
    with pytest.raises(StoreError, match="damaged") as caught:
        unseal(sealed[start:stop], PASSPHRASE, "a.json")
    assert not isinstance(caught.value, WrongPassphrase)


def test_a_file_sealed_for_a_key() -> None:
    identity = pyrage.x25519.Identity.generate()
    with pytest.raises(StoreError, match="sealed for a key"):
        unseal(pyrage.encrypt(b"x", [identity.to_public()]), PASSPHRASE, "a.json")


def test_the_binary_form_is_known() -> None:
    assert is_sealed(b"age-encryption.org/v1\n-> scrypt")
    assert not is_sealed(b'{"schema"')


def test_a_new_passphrase_has_a_length() -> None:
    assert check_new_passphrase("x" * SHORTEST)
    with pytest.raises(ConfigError, match="at least 12 characters"):
        check_new_passphrase("x" * (SHORTEST - 1))
