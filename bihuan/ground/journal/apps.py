from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "bihuan.ground.journal"
    label = "journal"
