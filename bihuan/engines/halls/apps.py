from importlib import import_module

from django.apps import AppConfig


class HallsConfig(AppConfig):
    name = "bihuan.engines.halls"
    label = "halls"

    def ready(self) -> None:
        import_module("bihuan.engines.halls.shapes")  # announces the chapters of a pack that halls own
