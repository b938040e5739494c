"""Records that the meeting admits a paper that came late or lacks a language."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.documents.actions.turns import locked_document, put_on_record
from comitia.documents.models import Waiver
from comitia.documents.policies import may_waive
from comitia.documents.queries.rules import lacks_of, rules_of
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require


@transaction.atomic
def waive_lateness(reference: UUID, *, majority: str, reason: str, by: Actor, at: datetime) -> Waiver:
    """Write down by which majority and why the meeting admits a paper, for the languages that it lacks now."""
    document = locked_document(reference, by=by)
    said = reason.strip()
    waived = {language for one in document.waivers.all() for language in one.languages}
    versions = document.versions.select_related("blob")
    lacks = lacks_of(document, versions, rules_of(document.meeting), at=at)
    languages = [one.language for one in lacks if one.language not in waived]
    require(may_waive(document, lacks=languages, reason=said))
    if majority not in Waiver.Majority.values:
        refuse("unknown_majority", _("Choose by which majority the meeting admitted the paper."))
    waiver = Waiver.objects.create(
        document=document, languages=languages, majority=majority, reason=said, recorded_at=at
    )
    facts = {"languages": languages, "majority": majority}
    put_on_record("lateness_waived", document, by=by, at=at, facts=facts, reason=said)
    return waiver
