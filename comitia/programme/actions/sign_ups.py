"""A person takes a place in a session, and gives it back; there are never more than the session has."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comitia.accounts.models import Person
from comitia.accreditation.models import Registration
from comitia.journal.actions import record
from comitia.platform.actors import Actor
from comitia.platform.answers import refuse, require
from comitia.programme.models import Slot, SlotSignUp
from comitia.programme.policies import may_sign_up


@transaction.atomic
def sign_up(person: Person, meeting: str, slug: str, *, by: Actor, at: datetime) -> SlotSignUp:
    """Give a person a place in a released session; taking it twice is taking it once. Refused when all are taken."""
    slot = Slot.objects.filter(meeting__slug=meeting, slug=slug, state=Slot.State.RELEASED).first()
    if slot is None:
        refuse("unknown_slot", _("There is no such session in this programme. Choose one from the programme."))
    is_for_all = slot.audience == Slot.Audience.EVERYONE
    accepted = Registration.objects.filter(person=person, meeting=slot.meeting_id, state="accepted")
    answer = may_sign_up(
        by,
        takes_sign_up=slot.takes_sign_up,
        has_begun=slot.starts_at is not None and slot.starts_at <= at,
        is_for_all=is_for_all,
        is_registered=is_for_all or accepted.exists(),
    )
    require(answer)
    place, is_new = SlotSignUp.objects.get_or_create(person=person, slot=slot, defaults={"signed_up_at": at})
    if not is_new:
        return place
    # Judged and counted in one statement: of two who ask at once for the last place one is refused.
    free = Slot.objects.filter(Q(capacity=None) | Q(taken__lt=F("capacity")), pk=slot.pk)
    if not free.update(taken=F("taken") + 1):
        refuse("full", _("All places in this session are taken. Look again later: somebody may give a place back."))
    record("sign_up", f"slot:{meeting}/{slug}", by=by, at=at)
    return place


@transaction.atomic
def give_place_back(person: Person, meeting: str, slug: str, *, by: Actor, at: datetime) -> None:
    """Take a person's place in a session from them; without one nothing happens."""
    given, _rows = SlotSignUp.objects.filter(person=person, slot__meeting__slug=meeting, slot__slug=slug).delete()
    if given:
        Slot.objects.filter(meeting__slug=meeting, slug=slug, taken__gt=0).update(taken=F("taken") - 1)
        record("give_place_back", f"slot:{meeting}/{slug}", by=by, at=at)


def free_places_of(person: Person) -> None:
    """Free every place of a person whose data is erased."""
    held = SlotSignUp.objects.filter(person=person)
    Slot.objects.filter(pk__in=held.values("slot"), taken__gt=0).update(taken=F("taken") - 1)
    held.delete()
