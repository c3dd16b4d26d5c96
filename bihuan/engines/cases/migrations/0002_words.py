"""The word index of cases."""

from django.db import migrations

from bihuan.ground.search.index import Index, create


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_first")]
    operations = [create(Index("cases_words"))]
