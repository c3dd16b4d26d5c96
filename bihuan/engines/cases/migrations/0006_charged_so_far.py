"""Promises that ended before slices were charged keep the unit they have counted for until now."""

from django.db import migrations
from django.db.models import BigIntegerField, Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    of_the_case = apps.get_model("cases", "Case").objects.filter(pk=OuterRef("case")).values("team")
    ended = apps.get_model("cases", "Clock").objects.filter(stopped_at__isnull=False)
    ended.update(
        charged=Case(
            When(order__isnull=False, then=F("team")),
            default=Coalesce(Subquery(of_the_case), F("team"), output_field=BigIntegerField()),
            output_field=BigIntegerField(),
        )
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_charged")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
