from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bihuan.windows.desk"
    label = "desk"
