"""Days: the moment of alarm, the daily check-in, and guides to read."""
