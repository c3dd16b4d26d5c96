from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bihuan.engines.cases"
    label = "cases"

    def ready(self) -> None:
        import_module("bihuan.ground.sheets.scenarios")  # callbacks, checks, their scores
        import_module("bihuan.engines.cases.kinds")  # announces the chapters of a pack that cases own
        import_module("bihuan.engines.cases.scenarios")  # plays their worked examples
