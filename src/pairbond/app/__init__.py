"""Use cases that the command line and the web share: sessions, sealed files, tables, reports."""
