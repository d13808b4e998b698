"""Two people, one against the other."""

from pairbond.dyad.pair import Contrast, Pair

__all__ = ["Contrast", "Pair"]
