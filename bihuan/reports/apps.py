from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bihuan.reports"
    label = "reports"
