"""Times girth and PyPI mirt on a table of answers; run by a Python that has them.

usage: python peers_irt.py answers.npy -> one JSON object. `pip install girth==0.8.0 mirt==1.2.0` in a
virtual environment of its own; `bench_irt.py` finds it by PAIRBOND_PEERS, the path of its python.
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def best(function, rounds=3):
    function()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = function()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def main(path):
    answers = np.load(path)
    found = {}
    import girth

    seconds, fit = best(lambda: girth.grm_mml((answers.T + 1).astype(int)), rounds=1)
    found["girth"] = {"seconds": seconds, "a": np.asarray(fit["Discrimination"]).tolist()}
    import mirt

    def fit_mirt():
        return mirt.fit_mirt(
            answers, model="GRM", n_quadpts=61, accelerate="squarem", compute_standard_errors=False
        )

    seconds, fit = best(fit_mirt)
    found["mirt"] = {"seconds": seconds, "a": np.ravel(fit.model.discrimination).tolist()}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
