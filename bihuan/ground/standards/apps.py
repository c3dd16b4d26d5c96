from importlib import import_module

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "bihuan.ground.standards"
    label = "standards"

    def ready(self) -> None:
        import_module("bihuan.ground.standards.selfcheck")  # announces the system checks
        import_module("bihuan.ground.standards.offices")  # announces the chapter of offices
