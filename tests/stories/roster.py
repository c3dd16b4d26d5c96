"""Run in the site's own process: a guard post whose shift ends in twenty minutes and one that begins then."""

from datetime import timedelta

import django


def main() -> None:
    django.setup()
    from django.contrib.auth.hashers import make_password

    from bihuan.engines.rosters.actions.turn import local_day
    from bihuan.engines.rosters.models import Roster, Shift
    from bihuan.ground.directory.models import Membership, Person, Place, Team
    from bihuan.ground.standards.actions import adopt
    from bihuan.project.clock import now
    from tests.cast import PASSWORD, SINCE

    at = now()
    admin = Person.objects.get(username="admin").actor(at)
    east, company = Place.objects.get(code="east"), Place.objects.get(code="company")
    adopt(company, "company-shifts-2026@2026.1", since=SINCE.date(), by=admin, at=at)
    adopt(east, "guard-service@1", since=SINCE.date(), by=admin, at=at)
    people = {}
    for username, name, role in (
        ("bao", "鲍勇", "guard"),
        ("pang", "庞刚", "guard"),
        ("dui", "段伟", "captain"),
    ):
        one = Person.objects.create(username=username, name=name, password=make_password(PASSWORD))
        Membership.objects.create(person=one, team=Team.objects.get(code="hall-east"), role=role, since=SINCE)
        people[username] = one
    day, ends = local_day(at), at + timedelta(minutes=20)
    roster = Roster.objects.create(
        place=east, edition="company-shifts-2026@2026.1", station="guard-post", month=day.replace(day=1),
        state=Roster.State.PUBLISHED, published_at=at,
    )  # fmt: skip
    for username, turn, begins, over in (
        ("bao", "day", ends - timedelta(hours=8), ends),
        ("pang", "evening", ends, ends + timedelta(hours=8)),
    ):
        Shift.objects.create(
            roster=roster, person=people[username], day=day, turn=turn, starts_at=begins, ends_at=over
        )


if __name__ == "__main__":
    main()
