"""What customers apply for, the papers they hand in, what they were told is missing, and bills they doubt."""

from django.db import models
from django.db.models import Q

from bihuan.engines.billing.models import Account, Bill
from bihuan.engines.cases.models import Case
from bihuan.ground.directory.models import Person, Place


class Application(models.Model):
    """One business of one customer. It is his alone until he sends it; then a case carries it, stage by stage.

    `edition` is `pack@edition`; `business` its row there. `answers` decide which papers are needed, `said` is what he
    filled in, `result` what carrying it out changed.
    """

    secret = models.CharField(max_length=32)
    phone = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    edition = models.CharField(max_length=120)
    business = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="applications")
    answers = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="application")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["secret"], name="applications_secret_once")]
        indexes = [
            models.Index(fields=["phone", "-id"], name="applications_of_phone"),
            models.Index(fields=["made_at"], name="applications_unsent", condition=Q(sent_at=None)),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.business} {self.pk}"


class Paper(models.Model):
    """A photo or PDF handed in for one of the papers on the list; a later one stands beside the earlier."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="papers")
    paper = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    mime = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="applications/%Y/%m/")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "paper", "sha256"],
                condition=Q(taken_back_at=None),
                name="applications_paper_once",
            )
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Asking(models.Model):
    """A list of what is missing, told at once (一次性告知). One is right; `reason` accounts for every further one."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="askings")
    number = models.PositiveSmallIntegerField()
    #: Why each paper on the list is missing or not good, by its id.
    items = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="applications_asking_number")
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.number}"


class Doubt(models.Model):
    """A bill that somebody doubts, as it stood that day: its sum, and the readings beneath it."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="doubt")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="doubts")
    frozen = models.JSONField(default=dict)
    corrected = models.ForeignKey(
        Bill, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.bill_id}"
