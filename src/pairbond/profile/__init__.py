"""One person: scores by construct, whichever instrument measured them."""

from pairbond.profile.change_over_time import OverTime, ScaleChange, change_over_time
from pairbond.profile.profile import Profile, build_profile, standardised

__all__ = [
    "OverTime",
    "Profile",
    "ScaleChange",
    "build_profile",
    "change_over_time",
    "standardised",
]
