"""Two people, one against the other."""

from pairbond.dyad.conflict import ConflictPattern
from pairbond.dyad.contrast import Contrast
from pairbond.dyad.loop_result import Cycle, Lever, Link, Loop
from pairbond.dyad.needs_result import Need, Needs
from pairbond.dyad.pair import Pair
from pairbond.dyad.perception_result import Perception, Picture
from pairbond.dyad.values_likeness import ValuesLikeness

__all__ = [
    "ConflictPattern",
    "Contrast",
    "Cycle",
    "Lever",
    "Link",
    "Loop",
    "Need",
    "Needs",
    "Pair",
    "Perception",
    "Picture",
    "ValuesLikeness",
]
