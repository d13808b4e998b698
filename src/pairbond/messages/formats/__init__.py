"""One module a format of export; each hands over numbers and drops the text."""
