"""The versions of registration forms, read once."""

from __future__ import annotations

from comitia.accreditation.models import FormVersion
from comitia.core.forms import definition
from comitia.platform.kept import kept

NO_FORM = definition.Form()


@kept
def form_of_version(pk: int | None) -> definition.Form:
    """Give what a published version asks; reading it costs more than all else on a page."""
    if pk is None:
        return NO_FORM
    return definition.from_json(FormVersion.objects.values_list("definition", flat=True).get(pk=pk))
