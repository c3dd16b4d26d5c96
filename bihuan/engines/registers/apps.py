from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "bihuan.engines.registers"
    label = "registers"
