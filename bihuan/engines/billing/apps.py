from importlib import import_module

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "bihuan.engines.billing"
    label = "billing"

    def ready(self) -> None:
        import_module(
            "bihuan.engines.billing.scenarios"
        )  # announces tariffs and late charges, plays their examples
