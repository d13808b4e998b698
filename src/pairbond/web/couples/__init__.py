"""Inviting, sharing, holding and leaving."""
