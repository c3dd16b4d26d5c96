from importlib import import_module

from django.apps import AppConfig


class ArrearsConfig(AppConfig):
    name = "bihuan.engines.arrears"
    label = "arrears"

    def ready(self) -> None:
        import_module("bihuan.engines.arrears.scenarios")  # announces the chapter and plays its examples
