from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bihuan.windows.api"
    label = "api"
