from django.apps import AppConfig


class OutagesConfig(AppConfig):
    name = "bihuan.engines.outages"
    label = "outages"
