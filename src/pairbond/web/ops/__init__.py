"""Backup, restoring, erasing, sweeping."""
