from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bihuan.ground.directory"
    label = "directory"
