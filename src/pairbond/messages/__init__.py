"""A chat's export as times and lengths, and what they show of two people's contact."""
