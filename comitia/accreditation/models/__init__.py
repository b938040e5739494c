from comitia.accreditation.models.forms import Category, FormVersion, Mode
from comitia.accreditation.models.registrations import Registration

__all__ = ["Category", "FormVersion", "Mode", "Registration"]
