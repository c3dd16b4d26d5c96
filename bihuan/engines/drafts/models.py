"""A standard on its way from a text to an edition: the draft, its document, clauses, proposals and decisions."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.engines.drafts.rights import reach
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.models import Place
from bihuan.ground.journal.models import Journaled
from bihuan.ground.standards.models import Bundle
from bihuan.ground.standards.shapes import Role


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor, roles: Mapping[str, Role]) -> "DraftQuerySet":
        """Drafts of the places that the actor may draft for."""
        wanted = Q(pk__in=[])
        for path in reach(actor, roles):
            wanted |= Q(place__path__startswith=path)
        return self.filter(wanted)


class Draft(Journaled):
    """An edition in the making. Flows, roles and calendars come from `base` (`pack@edition`), promises from the text.

    `progress` is per cent of the reading; `failure` says why a document could not be read, as a key of errors.UNREADABLE.
    """

    journal_kind = "draft"

    class State(models.TextChoices):
        READING = "reading", _("being read")
        UNREADABLE = "unreadable", _("not readable")
        OPEN = "open", _("in work")
        REVIEW = "review", _("with a second reader")
        RELEASED = "released", _("released")
        DROPPED = "dropped", _("given up")

    title = models.CharField(max_length=120)
    pack = models.CharField(max_length=80)
    edition = models.CharField(max_length=20)
    issuer = models.CharField(max_length=120)
    in_force = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, related_name="drafts")
    base = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    failure = models.CharField(max_length=20, blank=True, default="")
    progress = models.PositiveSmallIntegerField(default=0)
    reading_since = models.DateTimeField(null=True, blank=True)
    started_by = models.CharField(max_length=40)
    started_by_name = models.CharField(max_length=60, blank=True, default="")
    started_at = models.DateTimeField()
    asked_by = models.CharField(max_length=40, blank=True, default="")
    reviewed_by = models.CharField(max_length=40, blank=True, default="")
    reviewed_by_name = models.CharField(max_length=60, blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = models.CharField(max_length=1000, blank=True, default="")
    confirmed = models.BooleanField(default=False)
    bundle = models.ForeignKey(Bundle, models.PROTECT, null=True, blank=True, related_name="drafts")

    objects: ClassVar[models.Manager["Draft"]] = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="drafts_draft_reading", condition=Q(state="reading")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.pack}@{self.edition}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Document(models.Model):
    """The text as it was handed in, kept to the byte. Of a file with several documents `only` takes one, counted from 1."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="document")
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    only = models.PositiveSmallIntegerField(null=True, blank=True)
    file = models.FileField(upload_to="drafts/%Y/%m/")

    def __str__(self) -> str:
        return self.name


class Clause(models.Model):
    """A clause as it stands in the document: all texts in order are the text that was read.

    `chapter` counts the larger parts; `body` is where the wording begins in `text`, after the number. `held` is what
    somebody decided about a clause that no proposal holds.
    """

    class Held(models.TextChoices):
        OPEN = "", _("not decided")
        PEOPLE = "people", _("checked by people")
        TEXT = "text", _("text only")

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="clauses", db_index=False)
    at = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    depth = models.PositiveSmallIntegerField()
    chapter = models.PositiveIntegerField()
    heading = models.BooleanField(default=False)
    text = models.TextField()
    body = models.PositiveIntegerField()
    wording = models.TextField()
    held = models.CharField(max_length=6, choices=Held.choices, blank=True, default=Held.OPEN)
    why = models.CharField(max_length=300, blank=True, default="")
    touched = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "at"], name="drafts_clause_once"),
            models.UniqueConstraint(fields=["draft", "number"], name="drafts_clause_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Proposal(models.Model):
    """What a clause promises: as read (`read`, nothing for one added by hand) and as it stands now (`rule`).

    Both have the shape of rules.Rule, `binding` that of rules.Binding. `start` and `end` mark its words in the clause's
    text. `kind` and `confidence` repeat the rule for the lists; `touched` is the journal position of its last change.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("not decided")
        ACCEPTED = "accepted", _("accepted")
        CHANGED = "changed", _("accepted with changes")
        REJECTED = "rejected", _("rejected")
        ADDED = "added", _("added by hand")

    #: In these states it holds its clause, once it is bound to something.
    STANDING = (State.ACCEPTED, State.CHANGED, State.ADDED)

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="proposals", db_index=False)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    kind = models.CharField(max_length=12)
    confidence = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    read = models.JSONField(null=True)
    rule = models.JSONField()
    binding = models.JSONField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")
    touched = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["clause__at", "start", "id"]
        indexes = [models.Index(fields=["draft", "state"], name="drafts_proposal_state")]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.kind}"

    @property
    def stands(self) -> bool:
        return self.state in self.STANDING


class Decision(models.Model):
    """One step of the work on a draft, with what was before it, so that it can be taken back.

    `before`: `[{"proposal": 3, "was": {…}}, {"clause": 7, "was": {…}}, {"added": 9}]`. `seq` is the journal position.
    """

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="decisions", db_index=False)
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=12)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    count = models.PositiveIntegerField(default=1)
    before = models.JSONField()
    by = models.CharField(max_length=40)
    by_name = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["draft", "seq"], name="drafts_decision_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.seq} {self.verb}"
