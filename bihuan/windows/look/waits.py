"""A wait in words, for phones and kiosks alike."""

from django.utils.translation import gettext as _


def wait_words(low: float | None, high: float | None) -> str:
    """Two ends in seconds as an interval of minutes; None where no window is open for it."""
    if low is None or high is None:
        return _("no window is open for this at the moment")
    first, last = int(low // 60), -(-int(high) // 60)
    if last <= 1:
        return _("at once or within a minute")
    if first < 1:
        return _("up to %(most)s minutes") % {"most": last}
    if first == last:
        return _("about %(most)s minutes") % {"most": last}
    return _("about %(least)s–%(most)s minutes") % {"least": first, "most": last}
