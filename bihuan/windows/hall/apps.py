from importlib import import_module

from django.apps import AppConfig


class HallWindowConfig(AppConfig):
    name = "bihuan.windows.hall"
    label = "hall_window"

    def ready(self) -> None:
        import_module("bihuan.windows.hall.feed")  # opens the doors of the live streams
