"""One person: scores by construct, whichever instrument measured them."""

from pairbond.profile.profile import Profile, build_profile, standardised

__all__ = ["Profile", "build_profile", "standardised"]
