from importlib import import_module

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    name = "bihuan.engines.outages"
    label = "outages"

    def ready(self) -> None:
        import_module("bihuan.engines.outages.scenarios")  # announces notices and restorations
