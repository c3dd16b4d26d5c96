from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "bihuan.engines.cases"
    label = "cases"
