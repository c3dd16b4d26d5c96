"""The WSGI callable: `granian --interface wsgi bihuan.project.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
application = get_wsgi_application()
