"""People: signing up and in, second factors, sessions, their keys and their own log."""
