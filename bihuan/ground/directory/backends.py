"""Signing in with name and password."""

from django.contrib.auth.backends import ModelBackend

from bihuan.ground.directory.models import Person


class StaffBackend(ModelBackend):
    """Django's own, but that the person of a session comes with the posts."""

    def get_user(self, user_id: int) -> Person | None:
        found = Person.signed_in(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
