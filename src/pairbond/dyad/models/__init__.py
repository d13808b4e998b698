"""Models of many couples; never fitted to one."""

from pairbond.dyad.models.similarity import ProfileSimilarity, profile_similarity

__all__ = ["ProfileSimilarity", "profile_similarity"]
