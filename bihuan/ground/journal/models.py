"""What happened, and who was told: chained entries, submissions, deliveries."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Journaled(models.Model):
    """A subject with a hash chain of its own; its row carries the head, so writers of other subjects never wait."""

    journal_kind: ClassVar[str]
    journal_seq = models.PositiveIntegerField(default=0, editable=False)
    journal_head = models.CharField(max_length=64, default="", blank=True, editable=False)

    class Meta:
        abstract = True


class Entry(models.Model):
    """One thing that happened to one subject. Never changed, never deleted.

    `verb` is dotted (`case.answered`), `actor` is a reference (`person:12`, `customer`, `watch`),
    `clause` cites `pack@edition#clause`.
    """

    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=60, blank=True, default="")
    clause = models.CharField(max_length=120, blank=True, default="")
    facts = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "seq"], name="journal_entry_once")]
        indexes = [models.Index(fields=["at"], name="journal_entry_at")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}/{self.seq} {self.verb}"


class Anchor(models.Model):
    """The daily root: one hash over all chains' entries of a day, itself chained to the day before."""

    day = models.DateField(unique=True)
    entries = models.PositiveIntegerField()
    prev = models.CharField(max_length=64, blank=True, default="")
    root = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class Submission(models.Model):
    """A request that was carried out, kept so that a repeated one gets the same answer."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="journal_submission_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, at: datetime) -> "DeliveryQuerySet":
        return self.filter(state=Delivery.State.WAITING, next_at__lte=at)

    def inbox(self, address: str) -> "DeliveryQuerySet":
        return self.filter(channel=Delivery.Channel.INAPP, address=address)


class Delivery(models.Model):
    """A message that leaves from the journal: written with the entry, sent later, tried again.

    One that is good for nothing after `until`, such as a code, is not sent any more then; once it was sent or is over,
    what it said is blanked.
    """

    class Channel(models.TextChoices):
        INAPP = "inapp", _("in the desk")
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("text message")
        IM = "im", _("group chat")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=300)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True, default="")
    link = models.CharField(max_length=200, blank=True, default="")
    # Nothing, not an empty text: the many without one stand in no index.
    once = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001
    written_at = models.DateTimeField()
    next_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, default="")

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="journal_delivery_due", condition=Q(state="waiting")),
            models.Index(
                fields=["address", "-id"], name="journal_delivery_inbox", condition=Q(channel="inapp")
            ),
            # What a customer was sent, on his own page.
            models.Index(
                fields=["address", "-id"], name="journal_delivery_texts", condition=Q(channel="sms")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["once"], name="journal_delivery_once", condition=Q(once__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}: {self.subject}"
