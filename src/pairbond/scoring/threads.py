"""One thread for work that is made of many small matrix products.

They are too small to share: on a busy machine the threads wait for each other several times as long as the
work takes (a fit of 5,000 rows: .70 s with two threads, .08 s with one, at load 4).
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[object]:
    """Return a context in which BLAS uses one thread.

    It does nothing where ``OPENBLAS_NUM_THREADS`` is set, since the person has chosen, and where threadpoolctl is not
    installed.
    """
    limiter = None if os.environ.get("OPENBLAS_NUM_THREADS") else controller()
    return nullcontext() if limiter is None else limiter.limit(limits=1, user_api="blas")


@cache
def controller() -> Any:
    """Return what sets the number of threads of the libraries that are loaded; None without threadpoolctl."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
