from bihuan.engines.outages.models.listening import Compensation, CutOrder, Joined, Subscription
from bihuan.engines.outages.models.outage import Affected, Outage

__all__ = ["Affected", "Compensation", "CutOrder", "Joined", "Outage", "Subscription"]
