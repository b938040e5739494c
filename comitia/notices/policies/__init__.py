"""What letters there are, and what may be written in them."""

from comitia.notices.policies.placeholders import Kind, Placeholder, declare_kind, kind_named, kinds
from comitia.notices.policies.wording import Fault, faults_of, filled

__all__ = ["Fault", "Kind", "Placeholder", "declare_kind", "faults_of", "filled", "kind_named", "kinds"]
