"""The secretariat's own words for the letters of the site."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comitia.journal.actions import record
from comitia.notices.models import MailTemplate
from comitia.notices.queries import template_record, text_faults
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse
from comitia.platform.bus import announce_on_commit
from comitia.platform.edits import changes_since
from comitia.platform.kept import PUBLIC_CHANGED


def save_template(
    kind: str, *, category: str, language: str, subject: str, text: str, seen: str | None, by: Actor, at: datetime
) -> None:
    """Keep the secretariat's own text for a kind of letter; refuse one with a word that is unknown or may not stand there."""
    wanted = {"subject": subject.strip(), "text": text.replace("\r\n", "\n").strip()}
    for fault in text_faults(kind, **wanted):
        refuse(f"template_{fault.code}", fault.sentence)
    with transaction.atomic():
        changes = changes_since(template_record(kind, language, category), wanted, seen=seen)
        if not changes:
            return
        MailTemplate.objects.update_or_create(
            kind=kind, category=category, language=language, defaults={**wanted, "changed_at": at}
        )
        record(
            "save_mail_template", _subject(kind, category, language), by=by, at=at, facts={"fields": sorted(changes)}
        )
        announce_on_commit(PUBLIC_CHANGED, {})


def reset_template(kind: str, *, category: str, language: str, by: Actor, at: datetime) -> None:
    """Give up the secretariat's own text: the next one that fits is used again, in the end the shipped one."""
    with transaction.atomic():
        own = MailTemplate.objects.filter(kind=kind, category=category, language=language)
        if not own.delete()[0]:
            refuse("not_changed", _("This text is not your own already. There is nothing to give up."))
        record("reset_mail_template", _subject(kind, category, language), by=by, at=at)
        announce_on_commit(PUBLIC_CHANGED, {})


def _subject(kind: str, category: str, language: str) -> str:
    return f"mail_template:{kind}:{category or 'all'}:{language}"
