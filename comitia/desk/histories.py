"""Says in words what the journal records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comitia.accounts.queries import people
from comitia.desk.field_names import field_name
from comitia.journal.queries import entries

LONGEST_HISTORY: Final = 50
RECENT: Final = 8
VERBS: Final = {
    "add_member": gettext_lazy("added the member"),
    "save_member": gettext_lazy("changed the member"),
    "import_members": gettext_lazy("imported members"),
    "save_office": gettext_lazy("changed the office"),
    "import_offices": gettext_lazy("imported offices"),
    "save_organ": gettext_lazy("changed the organ"),
    "save_mandate": gettext_lazy("changed the term"),
    "end_mandate": gettext_lazy("ended the term"),
    "import_mandates": gettext_lazy("imported terms"),
    "save_meeting": gettext_lazy("changed the meeting"),
    "make_meeting_current": gettext_lazy("made it the meeting of the site"),
    "import_meetings": gettext_lazy("imported meetings"),
    "import_attendance": gettext_lazy("imported attendance"),
    "import_agendas": gettext_lazy("imported agendas"),
    "assess_dues": gettext_lazy("put dues on record"),
    "save_assessment": gettext_lazy("changed dues"),
    "remove_assessment": gettext_lazy("took dues off the record"),
    "record_payment": gettext_lazy("recorded a payment"),
    "take_back_payment": gettext_lazy("took back a payment"),
    "waive_dues": gettext_lazy("waived dues"),
    "withdraw_waiver": gettext_lazy("withdrew a waiver"),
    "agree_instalments": gettext_lazy("agreed on instalments"),
    "import_dues": gettext_lazy("imported dues"),
    "add_standing_rule": gettext_lazy("changed the rule on dues"),
    "save_organisation": gettext_lazy("changed the organisation"),
    "save_regions": gettext_lazy("changed the regions"),
    "save_category": gettext_lazy("changed a category of registration"),
    "save_quota": gettext_lazy("changed how many places there are"),
    "remove_quota": gettext_lazy("removed a limit of places"),
    "join_waiting_list": gettext_lazy("joined the waiting list"),
    "leave_waiting_list": gettext_lazy("left the waiting list"),
    "offer_place": gettext_lazy("offered a place"),
    "expire_offer": gettext_lazy("ended an offer that had run out"),
    "remove_from_waiting_list": gettext_lazy("took somebody off the waiting list"),
    "publish_form": gettext_lazy("published a new version of the registration form"),
    "add_to_form": gettext_lazy("added to the registration form"),
    "change_form": gettext_lazy("changed the draft of the registration form"),
    "move_in_form": gettext_lazy("moved a part of the registration form"),
    "remove_from_form": gettext_lazy("took a part out of the registration form"),
    "copy_form": gettext_lazy("copied a registration form"),
    "discard_form": gettext_lazy("threw the draft of the registration form away"),
    "answer_for_staff": gettext_lazy("answered the secretariat's questions"),
    "submit_registration": gettext_lazy("sent a registration"),
    "change_registration": gettext_lazy("changed a registration"),
    "correct_registration": gettext_lazy("corrected a registration"),
    "withdraw_registration": gettext_lazy("withdrew a registration"),
    "accept_registration": gettext_lazy("accepted a registration"),
    "refuse_registration": gettext_lazy("refused a registration"),
    "change_consents": gettext_lazy("changed who may see the name, or the consent to be recorded"),
    "erase_kept": gettext_lazy("erased what was kept about people"),
    "export_registrations": gettext_lazy("took away the list of registrations"),
    "save_badge_design": gettext_lazy("changed a badge"),
    "remove_badge_design": gettext_lazy("removed a badge"),
    "print_badges": gettext_lazy("had badges printed"),
    "take_badges": gettext_lazy("took away printed badges"),
    "save_letter_template": gettext_lazy("brought a template for letters"),
    "remove_letter_template": gettext_lazy("removed a template for letters"),
    "issue_visa_letter": gettext_lazy("issued a letter for a visa"),
    "take_visa_letter": gettext_lazy("took a letter for a visa"),
    "check_in": gettext_lazy("checked people in or out"),
    "open_delegations": gettext_lazy("opened delegations"),
    "save_observer_entity": gettext_lazy("changed an observer entity"),
    "compose_delegation": gettext_lazy("composed the delegation"),
    "invite_focal_point": gettext_lazy("invited a focal point"),
    "end_focal_point": gettext_lazy("ended a focal point"),
    "take_up_invitation": gettext_lazy("became a focal point"),
    "remind_focal_points": gettext_lazy("reminded focal points"),
    "invite": gettext_lazy("invited somebody to register"),
    "remind_invited": gettext_lazy("reminded people who had not answered their invitation"),
    "take_back_invitation": gettext_lazy("took an invitation back"),
    "extend_invitation": gettext_lazy("gave an invitation another last day"),
    "accept_invitation": gettext_lazy("accepted an invitation"),
    "decline_invitation": gettext_lazy("declined an invitation"),
    "import_invitations": gettext_lazy("invited people from a table"),
    "save_mailing": gettext_lazy("changed the words of a mailing"),
    "drop_mailing": gettext_lazy("threw a mailing away"),
    "send_mailing": gettext_lazy("sent a mailing"),
    "receive_letter": gettext_lazy("brought a letter of mandate"),
    "view_letter": gettext_lazy("looked at a letter of mandate"),
    "release_letter": gettext_lazy("let a letter out of quarantine"),
    "view_document": gettext_lazy("opened a file of a registration"),
    "release_document": gettext_lazy("let a file of a registration out of quarantine"),
    "accept_credential": gettext_lazy("accepted a credential"),
    "admit_provisionally_credential": gettext_lazy("admitted a credential provisionally"),
    "find_incomplete_credential": gettext_lazy("found a credential incomplete"),
    "reject_credential": gettext_lazy("rejected a credential"),
    "reopen_credential": gettext_lazy("opened a credential again"),
    "set_provisional_vote": gettext_lazy("changed whether provisional credentials vote"),
    "pass_vote": gettext_lazy("the vote passed"),
    "note_away": gettext_lazy("noted somebody as away"),
    "note_back": gettext_lazy("noted somebody as back"),
    "replace_head": gettext_lazy("replaced the head of the delegation"),
    "save_room": gettext_lazy("changed a room"),
    "save_slot": gettext_lazy("changed a session"),
    "move_slot": gettext_lazy("moved a session"),
    "save_speaker": gettext_lazy("changed a speaker"),
    "name_speaker": gettext_lazy("named a speaker of a session"),
    "drop_slot": gettext_lazy("took a session out of the programme"),
    "put_slot_back": gettext_lazy("put a session back as it was released"),
    "release_programme": gettext_lazy("released a version of the programme"),
    "restore_release": gettext_lazy("went back to a version of the programme"),
    "save_interpreter": gettext_lazy("changed an interpreter"),
    "assign_interpreter": gettext_lazy("put an interpreter into a booth"),
    "end_assignment": gettext_lazy("took an interpreter out of a booth"),
    "sign_up": gettext_lazy("took a place in a session"),
    "wait_for_session": gettext_lazy("joined the waiting list of a session"),
    "get_place": gettext_lazy("gave a free place in a session to the next who waited"),
    "give_place_back": gettext_lazy("gave a place in a session back"),
    "import_programme": gettext_lazy("imported a programme"),
    "replace_calendar_address": gettext_lazy("replaced the address of their calendar"),
    "issue_sign_in_link": gettext_lazy("made a sign-in link"),
    "make_person": gettext_lazy("opened an account for somebody"),
    "open_account": gettext_lazy("opened an account"),
    "save_profile": gettext_lazy("changed their profile"),
    "forget_person": gettext_lazy("erased a person's data"),
    "give_role": gettext_lazy("gave a role"),
    "end_role": gettext_lazy("ended a role"),
    "end_devices": gettext_lazy("signed out on other devices"),
    "set_password": gettext_lazy("set a password"),
    "switch_on_app": gettext_lazy("switched on the authenticator app"),
    "switch_off_app": gettext_lazy("switched off the authenticator app"),
    "add_passkey": gettext_lazy("added a passkey"),
    "remove_passkey": gettext_lazy("removed a passkey"),
    "make_recovery_codes": gettext_lazy("had recovery codes made"),
    "remove_recovery_codes": gettext_lazy("gave up the recovery codes"),
    "fail_second_factor": gettext_lazy("failed at the second factor"),
    "add_address": gettext_lazy("added an e-mail address"),
    "prove_address": gettext_lazy("confirmed an e-mail address"),
    "remove_address": gettext_lazy("removed an e-mail address"),
    "change_main_address": gettext_lazy("chose another main e-mail address"),
    "connect_provider": gettext_lazy("connected a sign-in provider"),
    "disconnect_provider": gettext_lazy("disconnected a sign-in provider"),
    "send_again": gettext_lazy("had a letter sent again"),
    "approve_letters": gettext_lazy("let letters go that waited for review"),
    "drop_letters": gettext_lazy("dropped letters that waited for review"),
    "edit_letter": gettext_lazy("changed a letter that waited for review"),
    "receive_bounce": gettext_lazy("noted that a letter came back"),
    "save_mail_template": gettext_lazy("changed the words of a letter"),
    "reset_mail_template": gettext_lazy("gave up their own words of a letter"),
    "hold_letters": gettext_lazy("held letters back"),
    "make_token": gettext_lazy("made a token for a program"),
    "revoke_token": gettext_lazy("revoked the token of a program"),
    "use_token": gettext_lazy("used a token, noted once a day"),
    "save_webhook": gettext_lazy("changed a webhook"),
    "renew_webhook_secret": gettext_lazy("renewed the secret of a webhook"),
    "remove_webhook": gettext_lazy("removed a webhook"),
    "switch_off_webhook": gettext_lazy("switched off a webhook that did not answer"),
    "repeat_delivery": gettext_lazy("had a webhook called again"),
    "prepare_site": gettext_lazy("prepared the site"),
    "write_page": gettext_lazy("wrote a page"),
}
CAPACITIES: Final = {
    "system": gettext_lazy("the system"),
    "secretariat": gettext_lazy("Secretariat"),
    "regional_office": gettext_lazy("Regional office"),
    "chair": gettext_lazy("Chair"),
    "operator": gettext_lazy("Operator"),
    "door": gettext_lazy("Door"),
    "focal_point": gettext_lazy("Focal point"),
    "self": gettext_lazy("for themselves"),
    "visitor": gettext_lazy("a visitor"),
}


class Change(NamedTuple):
    """A field before and after an act."""

    field: Any
    before: str
    after: str


class Told(NamedTuple):
    """An entry of the journal as a page tells it."""

    number: int
    at: datetime
    verb: str
    done: Any
    who: str
    capacity: Any
    on_behalf_of: str
    subject: str
    changes: list[Change]
    reason: str
    digest: str


def history_of(subject: str, *, imported_as: str = "") -> list[Told]:
    """Tell what was done with a subject by hand or by an import that names it, the newest first: three statements."""
    found = list(entries(subject=subject)[:LONGEST_HISTORY])
    key = subject.partition(":")[2]
    if imported_as:
        imports = entries(verb=imported_as)[:LONGEST_HISTORY]
        found += [one for one in imports if key in one.facts["new"] or key in one.facts["changed"]]
    return told(sorted(found, key=lambda entry: -entry.number))


def recent() -> list[Told]:
    """Tell the latest acts: two statements."""
    return told(entries()[:RECENT])


def told(found: Iterable[Any]) -> list[Told]:
    """Tell entries of the journal, with the names of those who acted as far as they are still known."""
    listed = list(found)
    acted = {entry.by for entry in listed if entry.by}
    names = {person.reference: str(person) for person in people().filter(reference__in=acted)} if acted else {}
    return [
        Told(
            number=entry.number,
            at=entry.at,
            verb=entry.verb,
            done=VERBS.get(entry.verb, entry.verb.replace("_", " ")),
            who=_who(entry.by, names),
            capacity=CAPACITIES.get(entry.capacity, entry.capacity),
            on_behalf_of=entry.on_behalf_of,
            subject=entry.subject,
            changes=_changes(entry.facts),
            reason=entry.particulars.data.get("reason", "") if hasattr(entry, "particulars") else "",
            digest=entry.digest,
        )
        for entry in listed
    ]


def _who(by: UUID | None, names: Mapping[UUID, str]) -> str:
    if by is None:
        return _("Comitia")
    return names.get(by) or _("Somebody whose data was erased")


def _changes(facts: Mapping[str, Any]) -> list[Change]:
    """Lay out the facts of an act: fields before and after, or single facts; of an import, how many rows it wrote."""
    if "counts" in facts:
        return [Change(field_name(name), "", _plain(number)) for name, number in facts["counts"].items()]
    before, after = facts.get("before", {}), facts.get("after", {})
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        found = [Change(field_name(name), _plain(before.get(name, "")), _plain(value)) for name, value in after.items()]
    else:
        found = [Change("", _plain(before), _plain(after))]
    others = [(name, value) for name, value in facts.items() if name not in {"before", "after"}]
    return found + [Change(field_name(name), "", _plain(value)) for name, value in others]


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(inner) for inner in value)
    return str(value)
