"""Finds the session and its person with statements that are not built anew: every page of a signed-in person begins so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends import db
from django.db import connection

from comitia.platform import clock


class SessionStore(db.SessionStore):
    """Django's sessions, except that reading one does not build the statement anew, which takes ten times as long as running it."""

    def load(self) -> dict[str, Any]:
        """Give what the session holds; a session that is over or unknown is empty and loses its key."""
        now = connection.ops.adapt_datetimefield_value(clock.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, now],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row[0])
        return held


class SignIn(AuthenticationBackend):
    """Signs people in as allauth does; the person of a session is found with a statement that was compiled once."""

    def get_user(self, user_id: Any) -> Any:
        """Find the person of a session, if they may still sign in."""
        statement, converters, columns = _finding_by_key()
        with connection.cursor() as cursor:
            cursor.execute(statement, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, (convert, column) in converters.items():
            for step in convert:
                values[place] = step(values[place], column, connection)
        found = get_user_model().from_db(connection.alias, columns, values)
        return found if self.user_can_authenticate(found) else None


@cache
def _finding_by_key() -> tuple[str, Mapping[int, Any], tuple[str, ...]]:
    """Compile the statement that finds a person by key, with what turns its columns into values."""
    model = get_user_model()
    compiler = model._default_manager.filter(pk=0).query.get_compiler(using=connection.alias)  # noqa: SLF001
    statement, _parameters = compiler.as_sql()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return statement, converters, tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001
