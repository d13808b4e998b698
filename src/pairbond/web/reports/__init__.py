"""Reports for one and for two."""
