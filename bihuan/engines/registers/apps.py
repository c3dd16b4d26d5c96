from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "bihuan.engines.registers"
    label = "registers"

    def ready(self) -> None:
        import_module("bihuan.engines.registers.scenarios")  # announces the chapter and plays its examples
