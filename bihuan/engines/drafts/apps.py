from importlib import import_module

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "bihuan.engines.drafts"
    label = "drafts"

    def ready(self) -> None:
        import_module("bihuan.ground.reading.scenarios")  # plays the worked examples of what was read
