from importlib import import_module

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "bihuan.engines.duties"
    label = "duties"

    def ready(self) -> None:
        import_module("bihuan.engines.duties.scenarios")  # announces the chapter and plays its examples
