from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "bihuan.ground.standards"
    label = "standards"
