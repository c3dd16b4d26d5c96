from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    name = "bihuan.engines.payments"
    label = "payments"

    def ready(self) -> None:
        if settings.PRACTICE_GATEWAY:
            drivers = import_module("bihuan.engines.payments.drivers")
            sandbox = import_module("bihuan.engines.payments.drivers.sandbox").Sandbox()
            for channel in ("alipay", "wechat", "unionpay", "netbank", "debit"):
                drivers.plug_in(channel, sandbox)
