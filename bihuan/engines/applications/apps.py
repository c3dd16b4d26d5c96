from importlib import import_module

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "bihuan.engines.applications"
    label = "applications"

    def ready(self) -> None:
        import_module("bihuan.engines.applications.scenarios")  # announces businesses
