"""Run in the site's own process: tables, the cast with one password, a token for each clerk; prints JSON."""

import hashlib
import json
import secrets

import django


def main() -> None:
    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from bihuan.ground.directory.models import Person, Token
    from tests.cast import PASSWORD, SINCE, assemble

    call_command("migrate", verbosity=0)
    cast = assemble()
    Person.objects.update(password=make_password(PASSWORD))
    tokens = {}
    for name in ("chen", "lin", "wang", "liu"):
        secret = secrets.token_urlsafe(24)
        Token.objects.create(
            person=cast.people[name],
            name="story",
            hash=hashlib.sha256(secret.encode()).hexdigest(),
            scopes=["intake", "track", "work"],
            issued_at=SINCE,
        )
        tokens[name] = secret
    print(json.dumps({"tokens": tokens}))


if __name__ == "__main__":
    main()
