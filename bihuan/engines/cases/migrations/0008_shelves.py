"""The word index of cases, shelf by shelf."""

from django.db import migrations

from bihuan.ground.search.index import Index, shelve


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_outside_hours")]
    operations = [shelve(Index("cases_words"))]
