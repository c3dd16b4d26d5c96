from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "bihuan.ground.search"
    label = "search"
