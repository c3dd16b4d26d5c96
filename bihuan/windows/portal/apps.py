from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "bihuan.windows.portal"
    label = "portal"
