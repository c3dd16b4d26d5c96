from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "bihuan.engines.inspections"
    label = "inspections"
