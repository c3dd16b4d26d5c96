from importlib import import_module

from django.apps import AppConfig


class RostersConfig(AppConfig):
    name = "bihuan.engines.rosters"
    label = "rosters"

    def ready(self) -> None:
        import_module("bihuan.engines.rosters.scenarios")  # announces the chapter and plays its examples
