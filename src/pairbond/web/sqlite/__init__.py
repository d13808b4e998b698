"""Django's SQLite backend on an engine that keeps what it acknowledged."""
