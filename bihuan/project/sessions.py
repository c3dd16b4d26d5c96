"""Sessions in the database, read with one plain statement: every page of the desk begins with this."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection

from bihuan.project.clock import now

_READ = "SELECT session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own store but for the reading, which otherwise builds the same query anew for every request."""

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, connection.ops.adapt_datetimefield_value(now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(session_key=self.session_key or "", session_data=row[0], expire_date=row[1])
