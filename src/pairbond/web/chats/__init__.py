"""Exported chats: read once in memory, kept as figures."""
