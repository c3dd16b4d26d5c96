from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bihuan.engines.ledger"
    label = "ledger"
