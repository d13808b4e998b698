import pytest

from pairbond.scoring.threads import controller, one_thread


def used() -> set[int]:
    return {library["num_threads"] for library in controller().info() if library["user_api"] == "blas"}


def test_products_run_in_one_thread_and_afterwards_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = used()
    with one_thread():
        assert used() == {1}
    assert used() == before


def test_a_number_that_the_person_chose_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    before = used()
    with one_thread():
        assert used() == before
