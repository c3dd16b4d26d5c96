"""Verbs of editions: the site releases one of its own; a place starts, and stops, working by one."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.actions import write
from bihuan.ground.standards.adoption import editions, forget, known, pack_of
from bihuan.ground.standards.errors import AdoptedOtherwise, NameTaken, NotYetInForce, Unsound
from bihuan.ground.standards.models import Adoption, Bundle
from bihuan.ground.standards.packs import Pack, load_files
from bihuan.ground.standards.reading import PackError
from bihuan.ground.standards.scenarios import problems


def sound(name: str, files: Mapping[str, str]) -> Pack:
    """The edition in these files, with its worked examples played. Raises Unsound with everything that is wrong."""
    try:
        pack = load_files(name, files, editions())
    except PackError as error:
        raise Unsound(error.problems) from None
    if found := list(problems(pack)):
        raise Unsound(sorted(set(found)))
    return pack


@transaction.atomic
def release(files: Mapping[str, str], *, by: Actor, at: datetime) -> Bundle:
    """Keep an edition for good; from then on places may adopt it. The same content once more is the same bundle.

    `files` is the text of each file by its path inside the pack. Raises Unsound, NameTaken.
    """
    pack = sound("pack", files)
    same = Bundle.objects.filter(hash=pack.hash).first()
    if same is not None:
        return same
    taken = known(pack.name)
    if taken is not None or Bundle.objects.filter(pack=pack.id, edition=pack.edition).exists():
        raise NameTaken(pack=pack.name)
    bundle = Bundle(
        pack=pack.id,
        edition=pack.edition,
        title=pack.title.zh[:200],
        hash=pack.hash,
        files=dict(files),
        released_at=at,
        by=by.ref,
    )
    try:
        with transaction.atomic():
            bundle.save(force_insert=True)
    except IntegrityError:
        # Somebody released an edition of this name at the same moment.
        raise NameTaken(pack=pack.name) from None
    facts = {"pack": pack.name, "hash": pack.hash, "clauses": len(pack.clauses)}
    write(bundle, "bundle.released", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    bundle.save(update_fields=["journal_seq", "journal_head"])
    _tell_everybody()
    return bundle


@transaction.atomic
def adopt(place: Place, pack: str, *, since: date, by: Actor, at: datetime) -> Adoption:
    """`place` and everything below works by `pack` (`pack@edition`) from the local date `since`.

    Another edition of the same pack that is in force then ends on that day; cases that began under it keep
    it. Raises UnknownPack, NotYetInForce, AdoptedOtherwise.
    """
    edition = pack_of(pack)
    if since < edition.in_force:
        raise NotYetInForce(pack=edition.name, in_force=edition.in_force.isoformat(), since=since.isoformat())
    Place.objects.select_for_update().get(pk=place.pk)
    standing = Adoption.objects.select_for_update().filter(
        Q(until=None) | Q(until__gt=since), place=place, pack=edition.id
    )
    for earlier in standing:
        if earlier.since >= since:
            raise AdoptedOtherwise(pack=str(earlier), since=earlier.since.isoformat())
        _end(earlier, since, by=by, at=at)
    adoption = Adoption(place=place, pack=edition.id, edition=edition.edition, hash=edition.hash, since=since)
    adoption.save(force_insert=True)
    facts = {"place": place.pk, "pack": edition.name, "hash": edition.hash, "since": since.isoformat()}
    write(adoption, "adoption.adopted", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    adoption.save(update_fields=["journal_seq", "journal_head"])
    _tell_everybody()
    return adoption


@transaction.atomic
def withdraw_adoption(adoption: Adoption, *, until: date, by: Actor, at: datetime) -> Adoption:
    """The place stops working by the edition on the local date `until` (exclusive). Begun cases keep it."""
    held = Adoption.objects.select_for_update().get(pk=adoption.pk)
    if held.until is not None and held.until <= until:
        raise AdoptedOtherwise(pack=str(held), since=held.since.isoformat())
    _end(held, max(until, held.since), by=by, at=at)
    _tell_everybody()
    return held


def _end(adoption: Adoption, until: date, *, by: Actor, at: datetime) -> None:
    adoption.until = until
    facts = {"pack": str(adoption), "until": until.isoformat()}
    write(adoption, "adoption.ended", actor=by.ref, actor_name=by.name, at=at, facts=facts)
    adoption.save(update_fields=["until", "journal_seq", "journal_head"])


def _tell_everybody() -> None:
    """Now for this transaction, and again after it: another thread may have read the old rows meanwhile."""
    forget()
    transaction.on_commit(forget)
