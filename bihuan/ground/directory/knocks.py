"""How often somebody did something lately, counted in the database: all processes of a site count together."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from bihuan.ground.directory.models import Knock


def knock(what: str, whose: str, *, at: datetime, within: timedelta) -> int:
    """Count one more, and say how many there were in the time `within` that began with the first.

    Counting is a statement of its own and stays, whatever is refused afterwards: call it outside a transaction.
    """
    key = salted_hmac("bihuan.knock", f"{what}:{whose}", algorithm="sha256").hexdigest()
    mine = Knock.objects.filter(key=key)
    if mine.filter(since__gt=at - within).update(count=F("count") + 1):
        return mine.values_list("count", flat=True).get()
    # The first of a new span takes away what is long over, so the table stays as small as a day's visitors.
    Knock.objects.filter(since__lte=at - max(within, timedelta(days=1))).exclude(key=key).delete()
    begun = Knock(key=key, since=at, count=1)
    Knock.objects.bulk_create(
        [begun], update_conflicts=True, unique_fields=["key"], update_fields=["since", "count"]
    )
    return 1
