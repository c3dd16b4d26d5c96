"""Run in the site's own process after a kill: every case with what must belong to it; prints JSON."""

import json

import django


def main() -> None:
    django.setup()
    from bihuan.engines.cases.models import Case
    from bihuan.engines.cases.searching import CASES
    from bihuan.ground.journal.models import Entry

    found = {}
    for case in Case.objects.all():
        entries = list(Entry.objects.filter(kind="case", subject=case.pk).order_by("seq"))
        found[case.number] = {
            "title": case.title,
            "entries": len(entries),
            "head_holds": bool(entries)
            and entries[-1].hash == case.journal_head
            and entries[-1].seq == case.journal_seq,
            "clocks": case.clocks.count(),
            "searchable": Case.objects.filter(CASES.matching(case.title), pk=case.pk).exists(),
        }
    print(
        json.dumps(
            {
                "cases": found,
                "orphans": Entry.objects.filter(kind="case")
                .exclude(subject__in=Case.objects.values("pk"))
                .count(),
            }
        )
    )


if __name__ == "__main__":
    main()
