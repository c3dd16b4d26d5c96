from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bihuan.reports"
    label = "reports"

    def ready(self) -> None:
        import_module("bihuan.reports.shapes")  # announces indicators and reports as chapters of a pack
        import_module("bihuan.reports.scenarios")  # plays their worked examples
