from bihuan.engines.billing.models.account import Account, Binding, Premise
from bihuan.engines.billing.models.bill import Bill, BillRun, RunPart
from bihuan.engines.billing.models.meter import Meter, Reading
from bihuan.engines.billing.models.subscription import Subscription

__all__ = ["Account", "Bill", "BillRun", "Binding", "Meter", "Premise", "Reading", "RunPart", "Subscription"]
