"""The measurement engine: 18 items of five answers; 5,000, 22,654 and 39,049 rows, and two factors.

Budgets: fit of 5,000 rows .12 s, of 39,049 .6 s (22,654: .35 s), two factors 2 s, EAP of 39,049 rows
.05 s, adaptive test .03 ms an item. Answers are simulated from the ECR's parameters (seed 1), so the
benchmark needs no data. Timings depend on the number of BLAS threads: small products run best with
OPENBLAS_NUM_THREADS=1, which is printed with the results. With PAIRBOND_PEERS (the python of an
environment with girth and PyPI mirt) the peers run on the same answers in the same session.

For comparison, R mirt 1.47 on two cores: .62-.88 s, 3.05 s (39,049 rows), 42 s (two factors),
EAP 2.0 s; mirtCAT 2.3 ms an item.
"""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from pairbond.library.calibration import load_calibration
from pairbond.library.instruments import load_instrument
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.graded import cumulative
from pairbond.scoring.reliability import reliability

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def models():
    calibration = load_calibration(load_instrument("ecr"))
    return calibration.models["ecr.anxiety"], calibration.models["ecr.avoidance"]


def simulated(model, theta, seed):
    rng = np.random.default_rng(seed)
    p = cumulative(model.items, theta)[:, 1:-1]
    return (rng.random((p.shape[0], 1, len(theta))) < p).sum(axis=1).T.astype(np.int8)


@pytest.fixture(scope="module")
def answers(models):
    theta = np.random.default_rng(1).normal(size=(39_049, 2))
    return [simulated(model, theta[:, k], k + 2) for k, model in enumerate(models)]


def note(benchmark, **extra):
    benchmark.extra_info.update(extra, threads=os.environ.get("OPENBLAS_NUM_THREADS", "default"))


@pytest.mark.parametrize(("rows", "budget"), [(5_000, 0.12), (22_654, 0.35), (39_049, 0.6)])
def test_fit(benchmark, answers, rows, budget):
    model = benchmark.pedantic(
        fit_grm, args=(answers[0][:rows],), warmup_rounds=1, rounds=9 if rows < 9_000 else 5
    )
    note(benchmark, iterations=model.n_iter, error=model.error)
    assert benchmark.stats.stats.min <= budget


def test_two_factors(benchmark, answers):
    both = np.hstack([part[:5_000] for part in answers])
    model = benchmark.pedantic(
        fit_grm, args=(both,), kwargs={"factors": [0] * 18 + [1] * 18}, warmup_rounds=1, rounds=3
    )
    note(benchmark, iterations=model.n_iter, corr=float(model.corr[0, 1]))
    assert benchmark.stats.stats.min <= 2.0


def test_eap(benchmark, answers, models):
    benchmark.pedantic(models[0].eap, args=(answers[0],), warmup_rounds=1, rounds=9)
    note(benchmark)
    assert benchmark.stats.stats.min <= 0.05


def test_adaptive(benchmark, answers, models):
    rows = answers[0][:500].tolist()
    place = {name: position for position, name in enumerate(models[0].names)}

    def everyone():
        asked = 0
        for row in rows:
            test = AdaptiveTest(None, models[0], 0.30)
            while (item := test.next_item()) is not None:
                test.answer(item, row[place[item]])
            asked += len(test.answers)
        return asked

    asked = benchmark.pedantic(everyone, warmup_rounds=1, rounds=5)
    per_item = benchmark.stats.stats.min / asked
    note(benchmark, ms_per_item=1e3 * per_item)
    assert per_item <= 0.03e-3


def test_reliability(benchmark, answers):
    benchmark.pedantic(reliability, args=(answers[0][:5_000],), warmup_rounds=1, rounds=3)


def test_peers(benchmark, answers, models, tmp_path):
    python = os.environ.get("PAIRBOND_PEERS")
    if not python:
        pytest.skip("set PAIRBOND_PEERS to the python of an environment with girth and mirt")
    path = tmp_path / "answers.npy"
    np.save(path, answers[0][:5_000].astype(np.int64))
    done = subprocess.run(
        [python, HERE / "peers_irt.py", path], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    peers = json.loads(done.stdout.splitlines()[-1])
    exact = fit_grm(answers[0][:5_000], tol=1e-8).a
    model = benchmark.pedantic(fit_grm, args=(answers[0][:5_000],), warmup_rounds=1, rounds=7)
    note(benchmark, ours_off_by=float(np.abs(model.a - exact).max()))
    for name, peer in peers.items():
        ratio = peer["seconds"] / benchmark.stats.stats.min
        off = float(np.abs(np.array(peer["a"]) - exact).max())
        benchmark.extra_info[name] = f"{peer['seconds']:.3f} s, {ratio:.1f} x ours, slopes off by {off:.4f}"
        assert ratio > 1, name
