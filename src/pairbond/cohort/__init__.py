"""Tables of many people: scoring, norms and synthetic couples."""
