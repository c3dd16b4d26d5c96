"""Codes that were sent before messages could be blanked are blanked."""

from django.db import migrations


def blank(apps, schema_editor):
    apps.get_model("journal", "Delivery").objects.filter(once__startswith="code:").update(body="")


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_until")]
    operations = [migrations.RunPython(blank, migrations.RunPython.noop)]
