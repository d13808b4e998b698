"""One module a section: each turns the context into a Section, or None where there is nothing."""
