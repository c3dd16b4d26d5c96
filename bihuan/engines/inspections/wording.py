"""Periods in words."""

from django.utils.translation import gettext as _


def period_words(period: str) -> str:
    year, _dash, half = period.partition("-")
    if half == "1":
        return _("first half of %(year)s") % {"year": year}
    if half == "2":
        return _("second half of %(year)s") % {"year": year}
    return _("the year %(year)s") % {"year": year}
