"""Classes of matters, for rule sets to list."""

from comitia.core.governance.presets.procedure import SIMPLE
from comitia.core.governance.rule_set import MatterClass


def matter(
    key: str, name: str, article: str, *, majority: str = SIMPLE, quorum: str = "general", is_secret: bool | None = None
) -> MatterClass:
    """Give a class of matters with its English name and its article; whether the vote is secret is often not known."""
    return MatterClass(
        key=key, names={"en": name}, majority=majority, quorum=quorum, is_secret=is_secret, article=article
    )
