"""When a sitting may decide: not while its quorum is missed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comitia.meetings.models import Sitting
from comitia.platform.answers import Allowed, Answer, Refused


def may_decide(sitting: Sitting) -> Answer:
    """Answer for acts that decide; a sitting without a quorum goes on discussing. The refusal gives the numbers."""
    if not sitting.is_inquorate:
        return Allowed()
    if "required" not in sitting.quorum:
        return Refused("inquorate", _("There is no quorum. Nothing can be decided until enough members are present."))
    counted, article = sitting.quorum["counted"], sitting.quorum["article"]
    sentence = ngettext(
        "There is no quorum: %(counted)s member counts and %(required)s are required%(article)s. Discuss, and decide "
        "once more members are here; or adjourn the sitting.",
        "There is no quorum: %(counted)s members count and %(required)s are required%(article)s. Discuss, and decide "
        "once more members are here; or adjourn the sitting.",
        counted,
    )
    values = {
        "counted": counted,
        "required": sitting.quorum["required"],
        "article": f" ({article})" if article else "",
    }
    return Refused("inquorate", sentence % values)
