"""From decisions to an edition in force: a second reader, the strict check, release, adoption."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts.errors import BadInput, Decided, SamePerson
from bihuan.engines.drafts.flaws import Flaw, flaws
from bihuan.engines.drafts.models import Decision, Draft
from bihuan.engines.drafts.reviewing import files_of
from bihuan.engines.drafts.telling import ask_second_readers, tell_asker
from bihuan.engines.drafts.turn import begin, finish
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.standards import actions as standards
from bihuan.ground.standards.errors import Unsound
from bihuan.ground.standards.models import Adoption, Bundle


@transaction.atomic
def ask_review(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """Nothing is decided any more until a second reader has looked at it."""
    locked = begin(draft, by=by)
    locked.state, locked.asked_by, locked.confirmed = Draft.State.REVIEW, by.ref, False
    entry = finish(locked, "review_asked", by=by, at=at, facts={}, fields=("state", "asked_by", "confirmed"))
    ask_second_readers(locked, entry, by=by, at=at)
    return locked


@transaction.atomic
def recall(draft: Draft, *, by: Actor, at: datetime) -> Draft:
    """Take the draft back from the second reader and go on working."""
    locked = begin(draft, by=by, states=(Draft.State.REVIEW,))
    locked.state = Draft.State.OPEN
    finish(locked, "recalled", by=by, at=at, facts={}, fields=("state",))
    return locked


@transaction.atomic
def review(
    draft: Draft, words: str = "", *, confirmed: bool, by: Actor, at: datetime, seen: int | None = None
) -> Draft:
    """A second reader confirms, or sends it back saying what to put right. Raises SamePerson, BadInput, Decided."""
    locked = begin(draft, by=by, states=(Draft.State.REVIEW,))
    if not may_review(locked, by):
        raise SamePerson
    _unmoved(locked, seen)
    if not confirmed and not words.strip():
        raise BadInput(fields={"words": _("Say what has to be put right.")})
    locked.state, locked.confirmed = Draft.State.OPEN, confirmed
    locked.reviewed_by, locked.reviewed_by_name, locked.reviewed_at = by.ref, by.name, at
    locked.review_words = words.strip()[:1000]
    fields = ("state", "confirmed", "reviewed_by", "reviewed_by_name", "reviewed_at", "review_words")
    verb = "confirmed" if confirmed else "sent_back"
    entry = finish(locked, verb, by=by, at=at, facts={"words": locked.review_words}, fields=fields)
    tell_asker(locked, entry, at=at)
    return locked


def may_review(draft: Draft, by: Actor) -> bool:
    """Never who asked for it, nor who decided anything that still stands."""
    decided = Decision.objects.filter(draft=draft, by=by.ref, undone_at=None)
    return by.ref != draft.asked_by and not decided.exists()


def check(draft: Draft) -> list[Flaw]:
    """Everything the strict loader and the worked examples find wrong with the edition as it stands."""
    files = files_of(draft)
    try:
        standards.sound(draft.pack, files)
    except Unsound as error:
        return flaws(error.problems, files)
    return []


@transaction.atomic
def release(draft: Draft, *, by: Actor, at: datetime, seen: int | None = None) -> Bundle:
    """The draft becomes an edition for good. Raises Unsound, NameTaken, Decided."""
    locked = begin(draft, by=by)
    _unmoved(locked, seen)
    bundle = standards.release(files_of(locked), by=by, at=at)
    locked.state, locked.bundle = Draft.State.RELEASED, bundle
    second = locked.reviewed_by if locked.confirmed else ""
    facts = {"pack": locked.name, "hash": bundle.hash, "reviewed_by": second}
    finish(locked, "released", by=by, at=at, facts=facts, fields=("state", "bundle"))
    return bundle


@transaction.atomic
def adopt(draft: Draft, place: Place, *, since: date, by: Actor, at: datetime) -> Adoption:
    """A place works by the released edition from a local date on. Raises NotYetInForce, AdoptedOtherwise."""
    locked = begin(draft, by=by, states=(Draft.State.RELEASED,))
    adoption = standards.adopt(place, locked.name, since=since, by=by, at=at)
    facts = {"place": place.pk, "since": since.isoformat(), "adoption": adoption.pk}
    finish(locked, "adopted", by=by, at=at, facts=facts)
    return adoption


def _unmoved(draft: Draft, seen: int | None) -> None:
    """Raises Decided when something was decided after the page that the actor saw."""
    if seen is not None and seen != draft.journal_seq:
        last = Decision.objects.filter(draft=draft, seq__gt=seen).first()
        raise Decided(who=(last.by_name if last else "") or _("Somebody"))
