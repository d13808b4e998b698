"""Daily check-ins of two people: reading, signal or script, own days, reaches, changes, trials."""
