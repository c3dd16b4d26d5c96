from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "bihuan.engines.papers"
    label = "papers"
