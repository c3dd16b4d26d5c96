"""Who acts, as a value: rights are sums over it, without a database."""

from dataclasses import dataclass

#: Roles that every site has, whatever its standards are; all others are named by packs.
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Post:
    """A role held in a team; `place` is the team's place path, such as `/1/4/`."""

    team: int
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Actor:
    """`ref` is `person:12`, `customer:138…`, `token:3` or `watch`; it goes into the journal."""

    ref: str
    name: str
    person: int | None = None
    posts: tuple[Post, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(post.role for post in self.posts)

    @property
    def teams(self) -> frozenset[int]:
        return frozenset(post.team for post in self.posts)

    def holds(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)

    def holds_in(self, team: int | None, *roles: str) -> bool:
        return any(post.team == team and post.role in roles for post in self.posts)

    def places_as(self, *roles: str) -> tuple[str, ...]:
        """Paths of the places below which the actor holds one of the roles."""
        return tuple(sorted({post.place for post in self.posts if post.role in roles}))


#: The watcher: what time does by itself.
WATCH = Actor(ref="watch", name="")


def customer(phone: str) -> Actor:
    """Somebody outside, known by a proven phone number or by the secret link of a case."""
    return Actor(ref=f"customer:{phone}" if phone else "customer", name="")
