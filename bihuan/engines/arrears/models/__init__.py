from bihuan.engines.arrears.models.agreement import Agreement
from bihuan.engines.arrears.models.dunning import Deed, Dunning, Hold
from bihuan.engines.arrears.models.stop import Stop

__all__ = ["Agreement", "Deed", "Dunning", "Hold", "Stop"]
