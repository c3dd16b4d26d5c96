from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "bihuan.engines.duties"
    label = "duties"
