from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "bihuan.engines.payments"
    label = "payments"
