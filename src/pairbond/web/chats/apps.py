"""The Django app of exported chats."""

from django.apps import AppConfig


class ChatsConfig(AppConfig):
    """Exported chats: read once in memory, kept as figures."""

    name = "pairbond.web.chats"
    label = "chats"
