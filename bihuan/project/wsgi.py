"""The WSGI callable: `granian --interface wsgi bihuan.project.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
application = get_wsgi_application()

# Code, settings and what is read once stay for the life of the process, and a page leaves little that counting does not
# free: looking through all of it for circles again and again took a tenth of a page's time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
