from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "bihuan.project"
    label = "project"
