"""The WSGI callable: `granian --interface wsgi bihuan.project.wsgi:application`."""

import gc
import os
from contextlib import suppress
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
application = get_wsgi_application()


def _settle() -> None:
    """Import every view and read the standards before the first visitor has to wait for it, then leave them in peace.

    All this stays for the life of the process, and a page leaves little that counting does not free: looking through it
    for circles again and again took a tenth of a page's time.
    """
    from bihuan.ground.standards import adoption
    from bihuan.ground.standards.reading import PackError

    import_module(settings.ROOT_URLCONF)
    with suppress(PackError):  # whoever asks for it is told
        adoption.shelf()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


_settle()
