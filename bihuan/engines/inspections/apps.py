from importlib import import_module

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "bihuan.engines.inspections"
    label = "inspections"

    def ready(self) -> None:
        import_module("bihuan.engines.inspections.scenarios")  # announces the chapter and plays its examples
