"""Rule sets to begin from, each value with its article or page; what these do not give is left to choose."""

from collections.abc import Mapping
from typing import Final

from comitia.core.governance.presets.iclei_like import ICLEI_LIKE
from comitia.core.governance.presets.roberts_like import ROBERTS_LIKE
from comitia.core.governance.presets.uclg_like import UCLG_LIKE
from comitia.core.governance.presets.wego_like import WEGO_LIKE
from comitia.core.governance.rule_set import RuleSet

PRESETS: Final[Mapping[str, RuleSet]] = {
    "wego_like": WEGO_LIKE,
    "uclg_like": UCLG_LIKE,
    "iclei_like": ICLEI_LIKE,
    "roberts_like": ROBERTS_LIKE,
}
