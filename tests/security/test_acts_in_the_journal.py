"""Every form that does something leaves its entry: who, in what capacity, when, what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from comitia.journal.models import Entry
from comitia.journal.queries import faults
from tests.security import minutes
from tests.security.addresses import routes
from tests.security.convocations import CONVOCATION_ACTS
from tests.security.preparing import NEW_MEETING, more_fields, prepared
from tests.security.secret_words import AT
from tests.security.world import make_world

pytestmark = pytest.mark.django_db

# Forms that are no acts, and why they leave no entry
NO_ACTS = {
    "drafts of one's own, until they are sent": "registration_page",
    "a table to be looked at, a letter to be written: applying or saving it is the act": """desk_bring_invitations
        desk_new_mailing""",
    "private notes of one's own": "keep_session",
    "a wish of this browser": "zone",
    "coming in and going out; who opens an account is in the journal": """account_login account_login_password
        account_logout leave_sign_in mfa_authenticate mfa_login_webauthn mfa_reauthenticate account_reauthenticate
        mfa_reauthenticate_webauthn openid_connect_login openid_connect_callback socialaccount_login_cancelled
        socialaccount_login_error account_confirm_login_code""",
    "asking for a letter": "account_reset_password",
    "the name by which one tells one's passkeys apart": "mfa_edit_webauthn",
    "looking, which a form can do as well": """room screen_panels room_panels room_ticket chair chair_panels desk_sittings desk_sittings_of
        programme_changes programme_feed meeting_agenda desk_agendas desk_convocations desk_programmes desk_programme desk_releases
        desk_forms desk_form_preview desk_form_versions desk_form_version desk_rooms desk_speakers desk_interpreters desk_session_places sign_in_sent health home wagtail_serve programme session speakers speaker members
        desk_places desk_categories member offices committee meetings meeting patterns desk_patterns agenda my_data en/accounts/ mfa_index
        mfa_list_webauthn mfa_view_recovery_codes mfa_download_recovery_codes desk_home desk_members desk_offices
        desk_mandates desk_meetings desk_journal desk_outbox desk_letter desk_letters desk_import_errors desk_verify_journal desk_dues desk_member_dues
        desk_dues_rules         api:api-root api:openapi-json api/ account_email_verification_sent desk_webhook_delivery""",
    "tested with the pages of signing in": """sign_in_link account_signup socialaccount_signup account_confirm_email
        account_reset_password_from_key socialaccount_connections mfa_add_webauthn mfa_remove_webauthn""",
    "for programs with a token; tested with the API": "api:decide_registration api:record_check_ins",
    "files are brought and letters issued in the tests of the desk": """desk_visa_letters desk_visa_letter
        desk_remove_letter_template""",
    "the drawing of what is typed": "desk_badge_preview",
    "many of what desk_check_in does one by one": "desk_check_in_batch",
    "tested with the room: they need a sitting in session": """enter_called_vote room_here ask_for_floor withdraw_request cast_vote""",
    "tested with motions and minutes: they need a sitting, or minutes in circulation": "move_procedural propose_correction",
    "a page of Wagtail's": "wagtaildocs_serve wagtaildocs_authenticate_with_password",
    "kept for a day to be looked at; applying it is the act": "desk_imports desk_exchange",
    "tested with the exchange of programmes: each session is an act as well": "desk_brought_programme",
    "tested with their page: they need rules and a declared ballot": """desk_lodge_proxy desk_proxy
        desk_correct_record hand_in_statement desk_settle_statement""",
    "tested with delegations": """delegation_invitation delegation_people delegation_letter delegation_hand_over
        desk_credentials_of""",
}
EXCUSED = {name for names in NO_ACTS.values() for name in names.split()}

MEMBER = {"name": "Hanoi", "category": "full", "region": "asia"}
OFFICE = {"region_name": "East Asia", "host_as_printed": "Seoul City Hall", "state": "open"}
MANDATE = {"organ": "executive-committee", "member": "seoul", "role": "member", "starts": "2020", "ends": "2023"}
DUES = {"amount": "1500", "currency": "USD", "due_on": "2020-03-31", "note": ""}
INSTALMENTS = {
    "instalments-parts": "2020-06-30 500.00\n2020-12-31 1000.00",
    "instalments-agreed_on": "2020-04-01",
}

SITTING = {"titles_en": "First sitting", "day": "2020-11-17", "begins": "10:00", "ends": "13:00"}
SESSION = {
    "titles_en": "Clean air",
    "kind": "forum",
    "audience": "everyone",
    "minutes": "30",
    "day": "2020-11-17",
    "start": "10:00",
}
ITEM = {"titles_en": "Regional offices", "business": "decide"}
QUOTA = {
    "name": "Both",
    "categories": ["observer", "decided"],
    "per": "meeting",
    "mode": "",
    "places": "35",
    "has_waiting_list": "on",
    "confirm_within": "48",
}
CATEGORY = {"names_en": "Guest", "entry": "invitation", "admission": "at_once", "order": "3"}
PAPER = {"kind": "limited", "original_language": "en", "titles_en": "Draft decision", "level": "committee"}
QUESTION = {"label_en": "A question", "section": "page-1"}
ROOM = {"names_en": "Attic", "order": "2"}
INVITATION = {
    "email": "new@example.org",
    "category": "observer",
    "member": "seoul",
    "language": "en",
    "last_day": "2020-11-16",
}
WEBHOOK = {"address": "https://example.org/other", "events": ["programme.released"]}
BADGE = {"name": "Badge", "width": "86", "height": "54", "elements": "0", "act": "save"}
BOOTH = {"slot": "opening", "source": "en", "target": "ru", "turn": "1"}

# Form: who sends it, what is in it, and the act that the journal names
ACTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "registration_check": ("citizen", {"publish": "nobody", "recording": "no"}, "submit_registration"),
    "registration_consents": ("participant", {"publish": "nobody", "recording": "no"}, "change_consents"),
    "desk_document_release": ("secretariat", {}, "release_document"),
    "desk_erase": ("secretariat", {"confirmed": "2"}, "erase_kept"),
    "registration_withdraw": ("participant", {}, "withdraw_registration"),
    "replace_calendar_address": ("citizen", {}, "replace_calendar_address"),
    "my_account": ("citizen", {"name": "New", "language": "en", "zone": ""}, "save_profile"),
    "my_erase": ("citizen", {"email": "citizen@example.org"}, "forget_person"),
    "usersessions_list": ("citizen", {}, "end_devices"),
    "account_set_password": (
        "citizen",
        dict.fromkeys(("password1", "password2"), "quiet-otter-lamp-71"),
        "set_password",
    ),
    "account_email": ("citizen", {"action_add": "", "email": "second@example.org"}, "add_address"),
    "registration_wait": ("citizen", {}, "join_waiting_list"),
    "waiting_leave": ("citizen", {}, "leave_waiting_list"),
    "waiting_confirm": ("citizen", {}, "submit_registration"),
    "desk_new_category": ("secretariat", {**CATEGORY, "code": "guest"}, "save_category"),
    "desk_category": ("secretariat", CATEGORY, "save_category"),
    "desk_new_quota": ("secretariat", QUOTA, "save_quota"),
    "desk_quota": ("secretariat", {**QUOTA, "places": "30"}, "save_quota"),
    "desk_remove_quota": ("secretariat", {}, "remove_quota"),
    "desk_offer_place": ("secretariat", {}, "offer_place"),
    "desk_take_off_list": ("secretariat", {"reason": "Asked twice."}, "remove_from_waiting_list"),
    "desk_registration_decide": ("secretariat", {"act": "accept"}, "accept_registration"),
    "desk_registrations_decide": ("secretariat", {"act": "accept"}, "accept_registration"),
    "desk_staff_answers": ("secretariat", {"assessment": "Fine."}, "answer_for_staff"),
    "desk_form": ("secretariat", {"move": "question:remark:up"}, "move_in_form"),
    "desk_form_new_page": ("secretariat", {"title_en": "More"}, "add_to_form"),
    "desk_form_page": ("secretariat", {"title_en": "You"}, "change_form"),
    "desk_form_remove_page": ("secretariat", {}, "remove_from_form"),
    "desk_form_new_section": ("secretariat", {"title_en": "More", "page": "1"}, "add_to_form"),
    "desk_form_section": ("secretariat", {"title_en": "You", "page": "1"}, "change_form"),
    "desk_form_remove_section": ("secretariat", {}, "remove_from_form"),
    "desk_form_new_question": ("secretariat", {**QUESTION, "kind": "text"}, "add_to_form"),
    "desk_form_question": ("secretariat", QUESTION, "change_form"),
    "desk_form_remove_question": ("secretariat", {}, "remove_from_form"),
    "desk_publish_form": ("secretariat", {}, "publish_form"),
    "desk_discard_form": ("secretariat", {}, "discard_form"),
    "desk_copy_form": ("secretariat", {"source": "excom-2019:1"}, "copy_form"),
    "desk_badges": ("secretariat", {"name": "Card", "size": "card"}, "save_badge_design"),
    "desk_badge": ("secretariat", BADGE, "save_badge_design"),
    "desk_print_badges": ("secretariat", {"act": "print", "language": "en"}, "print_badges"),
    "desk_remove_badge": ("secretariat", {}, "remove_badge_design"),
    "desk_check_in": ("secretariat", {"direction": "in"}, "check_in"),
    "desk_new_member": ("secretariat", MEMBER, "add_member"),
    "desk_member": ("secretariat", {**MEMBER, "name": "Seoul"}, "save_member"),
    "desk_new_office": ("secretariat", OFFICE, "save_office"),
    "desk_office": ("secretariat", OFFICE, "save_office"),
    "desk_new_mandate": ("secretariat", MANDATE, "save_mandate"),
    "desk_mandate": ("secretariat", MANDATE, "save_mandate"),
    "desk_end_mandate": ("secretariat", {"end-last_day": "2019-06-30"}, "end_mandate"),
    "desk_new_meeting": ("secretariat", NEW_MEETING, "save_meeting"),
    "desk_meeting": ("secretariat", NEW_MEETING, "save_meeting"),
    "desk_make_meeting_current": ("secretariat", {}, "make_meeting_current"),
    "desk_roles": ("secretariat", {"email": "citizen@example.org", "role": "chair"}, "give_role"),
    "desk_end_role": ("secretariat", {}, "end_role"),
    "desk_import": ("secretariat", {}, "import_members"),
    "invitation": ("citizen", {"act": "accept"}, "accept_invitation"),
    "desk_new_invitation": ("secretariat", INVITATION, "invite"),
    "desk_invitations_remind": ("secretariat", {"all": "1"}, "remind_invited"),
    "desk_invitation_remind": ("secretariat", {}, "remind_invited"),
    "desk_invitation_take_back": ("secretariat", {}, "take_back_invitation"),
    "desk_invitation_extend": ("secretariat", {"last_day": "2020-11-16"}, "extend_invitation"),
    "desk_invitation_table": ("secretariat", {}, "import_invitations"),
    "desk_mailing": ("secretariat", {"subject_en": "News", "text_en": "Other words"}, "save_mailing"),
    "desk_check_mailing": ("secretariat", {}, "send_mailing"),
    "desk_drop_mailing": ("secretariat", {}, "drop_mailing"),
    "desk_send_again": ("secretariat", {}, "send_again"),
    "desk_new_dues": ("secretariat", {"member": "moscow", "year": "2020", **DUES}, "assess_dues"),
    "desk_dues_of_year": ("secretariat", {**DUES, "amount": "1400"}, "save_assessment"),
    "desk_pay_dues": ("secretariat", {"payment-amount": "500", "payment-paid_on": "2020-02-01"}, "record_payment"),
    "desk_take_back_payment": ("secretariat", {"reason": "It came back."}, "take_back_payment"),
    "desk_waive_dues": ("secretariat", {"waiver-waived_on": "2020-04-01", "waiver-reason": "Decided."}, "waive_dues"),
    "desk_withdraw_waiver": ("secretariat", {"withdrawal-reason": "Another year."}, "withdraw_waiver"),
    "desk_agree_instalments": ("secretariat", INSTALMENTS, "agree_instalments"),
    "desk_dues_rule": ("secretariat", {"in_force_from": "2020-11-01", "vote_is_tested": "on"}, "add_standing_rule"),
    "desk_draft_rules": ("secretariat", {"preset": "wego_like"}, "draft_rules"),
    "desk_copy_rules": ("secretariat", {}, "draft_rules"),
    "desk_name_rules": ("secretariat", {"names_en": "Rules"}, "name_rules"),
    "desk_rule": ("secretariat", {"allowed": "yes", "article": "Art. 9"}, "change_rules"),
    "desk_leave_rule_open": ("secretariat", {}, "change_rules"),
    "desk_remove_rule": ("secretariat", {}, "remove_from_rules"),
    "desk_take_over_rules": ("secretariat", {"list": "none"}, "change_rules"),
    "desk_discard_rules": ("secretariat", {}, "discard_rules"),
    "desk_put_rules_in_force": (
        "secretariat",
        {"adopted_by": "Decision 1", "in_force_from": "2020-11-01"},
        "put_rules_in_force",
    ),
    "desk_remove_dues": ("secretariat", {"removal-reason": "A mistake."}, "remove_assessment"),
    "desk_edit_letter": ("secretariat", {"subject": "New", "text": "Words"}, "edit_letter"),
    "desk_review_letters": ("secretariat", {"act": "approve", "confirmed": "1"}, "approve_letters"),
    "desk_letter_text": ("secretariat", {"act": "save", "subject": "New", "text": "{address}"}, "save_mail_template"),
    "desk_reset_letter_text": ("secretariat", {}, "reset_mail_template"),
    "session_place": ("citizen", {"place": "yes"}, "sign_up"),
    "desk_new_paper": ("secretariat", PAPER, "announce_paper"),
    "desk_paper_rules": (
        "secretariat",
        {"series": "WeGO/EC/2020", "days": "40", "languages": ["en"]},
        "keep_paper_rules",
    ),
    "desk_edit_paper": ("secretariat", {"titles_en": "Budget", "item": "4", "level": "public"}, "change_paper"),
    "desk_bring_version": ("secretariat", {}, "bring_version"),
    "desk_clear_version": ("secretariat", {}, "clear_version"),
    "desk_issue_version": ("secretariat", {}, "paper_issued"),
    "desk_correct_paper": ("secretariat", {"correct-languages": ["en"]}, "correct_paper"),
    "desk_revise_paper": ("secretariat", {}, "revise_paper"),
    "desk_add_to_paper": ("secretariat", {}, "add_to_paper"),
    "desk_withdraw_paper": ("secretariat", {"withdraw-reason": "A mistake."}, "paper_withdrawn"),
    "desk_waive_lateness": (
        "secretariat",
        {"waive-majority": "consensus", "waive-reason": "It is urgent."},
        "lateness_waived",
    ),
    "desk_new_session": ("secretariat", SESSION, "save_slot"),
    "desk_session": ("secretariat", SESSION, "save_slot"),
    "desk_move_session": (
        "secretariat",
        {"day": "2020-11-17", "start": "12:00", "minutes": "30", "room": "hall"},
        "move_slot",
    ),
    "desk_drop_session": ("secretariat", {}, "drop_slot"),
    "desk_put_session_back": ("secretariat", {}, "put_slot_back"),
    "desk_release": ("secretariat", {"name": "2.0"}, "release_programme"),
    "desk_restore_release": ("secretariat", {}, "restore_release"),
    "desk_new_room": ("secretariat", ROOM, "save_room"),
    "desk_room": ("secretariat", ROOM, "save_room"),
    "desk_new_speaker": ("secretariat", {"name": "Ivan", "language": "ru"}, "save_speaker"),
    "desk_speaker": ("secretariat", {"name": "Vera", "language": "ru"}, "save_speaker"),
    "desk_new_interpreter": ("secretariat", {"name": "Bo"}, "save_interpreter"),
    "desk_interpreter": ("secretariat", {"name": "Bo"}, "save_interpreter"),
    "desk_assign_interpreter": ("secretariat", BOOTH, "assign_interpreter"),
    "desk_end_assignment": ("secretariat", {}, "end_assignment"),
    "desk_agenda": ("secretariat", {}, "move_agenda_item"),
    "desk_agenda_numbering": ("secretariat", {"style": "roman", "before": ""}, "number_agenda"),
    "desk_issue_agenda": ("secretariat", {}, "issue_agenda"),
    "desk_take_agenda_over": ("secretariat", {"source": "excom-2012"}, "take_agenda_over"),
    "desk_adopt_agenda": ("secretariat", {}, "agenda_adopted"),
    "desk_new_agenda_item": ("secretariat", ITEM, "add_agenda_item"),
    "desk_agenda_item": ("secretariat", ITEM, "save_agenda_item"),
    "desk_remove_agenda_item": ("secretariat", {}, "remove_agenda_item"),
    **CONVOCATION_ACTS,
    "desk_agenda_act": ("secretariat", {"act": "call"}, "item_called"),
    "desk_delegations_open": ("secretariat", {"whom": "all"}, "open_delegations"),
    "desk_delegations_remind": ("secretariat", {"all": "1"}, "remind_focal_points"),
    "desk_delegation_remind": ("secretariat", {}, "remind_focal_points"),
    "desk_delegation": ("secretariat", {"email": "b@example.org", "language": "en"}, "invite_focal_point"),
    "desk_focal_point_end": ("secretariat", {}, "end_focal_point"),
    "desk_observers": ("secretariat", {"name": "World Bank", "region": "asia"}, "save_observer_entity"),
    "desk_credentials_rule": ("secretariat", {"may_vote": "yes"}, "set_provisional_vote"),
    "desk_letter_release": ("secretariat", {}, "release_letter"),
    "delegation_accept": ("focal point", {}, "take_up_invitation"),
    "desk_api_tokens": (
        "secretariat",
        {"name": "Badges", "scopes": ["registrations:read"], "region": "", "days": "90"},
        "make_token",
    ),
    "desk_revoke_token": ("secretariat", {}, "revoke_token"),
    "desk_webhooks": ("secretariat", WEBHOOK, "save_webhook"),
    "desk_webhook": ("secretariat", WEBHOOK, "save_webhook"),
    "desk_renew_webhook_secret": ("secretariat", {}, "renew_webhook_secret"),
    "desk_remove_webhook": ("secretariat", {}, "remove_webhook"),
    "desk_repeat_delivery": ("secretariat", {}, "repeat_delivery"),
}
ACTS |= {
    "new_motion": ("head", {"title_en": "Offices", "text_en": "Words"}, "motion_submitted"),
    "motion_act": ("head", {"act": "second"}, "motion_seconded"),
    "new_amendment": ("head", {"version": "1", "removed-p1": "on"}, "amendment_submitted"),
    "amendment_act": ("head", {"act": "second"}, "amendment_seconded"),
    "pull_item": ("head", {}, "item_pulled"),
    "desk_motion_act": ("secretariat", {"act": "refuse", "reason": "Not ours."}, "motion_refused"),
    "desk_amendment_act": ("secretariat", {"act": "refuse", "reason": "Not ours."}, "amendment_refused"),
    "desk_order_amendments": ("secretariat", {"place-1": "1"}, "amendments_ordered"),
    "desk_adopt_consent": ("secretariat", {}, "consent_adopted"),
}
ACTS |= minutes.ACTS | {
    "chair_act": ("secretariat", {"act": "call_to_order"}, "sitting_called"),
    "desk_pin_rules": ("secretariat", {"version": "2"}, "rules_pinned"),
    "desk_new_sitting": ("secretariat", SITTING, "plan_sitting"),
    "desk_sitting": ("secretariat", SITTING, "replan_sitting"),
    "desk_name_officer": ("secretariat", {"role": "rapporteur"}, "officer_named"),
    "desk_release_officer": ("secretariat", {}, "officer_released"),
    "desk_declare_presence": ("secretariat", {}, "member_arrived"),
    "desk_decision": ("secretariat", {"text": "Report", "owner_as_written": "Offices"}, "give_task"),
    "desk_bring_overdue": ("secretariat", {}, "bring_overdue"),
    "desk_report_progress": ("secretariat", {}, "report_progress"),
    "desk_drop_task": ("secretariat", {}, "cancel_task"),
}
CODE_FORMS = {"mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "account_change_password"}


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_every_form_is_an_act_or_excused() -> None:
    world = make_world()
    client = world.client("secretariat")
    forms = {
        route.name
        for route in routes()
        if not route.path.startswith("cms/") and client.post(next(route.filled(world.values_of))).status_code != 405
    }
    assert sorted(forms - EXCUSED - ACTS.keys() - CODE_FORMS) == []


@pytest.mark.parametrize("form", ACTS)
def test_an_act_leaves_its_entry(form: str) -> None:
    world = make_world()
    reader, fields, verb = ACTS[form]
    address = prepared(world, form)
    client, before = world.client(reader), Entry.objects.count()
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(address).content.decode())
    response = client.post(address, {"seen": seen[1] if seen else "", **fields, **more_fields(world, form)})
    assert response.status_code in {200, 302}
    written = Entry.objects.filter(number__gt=before)
    capacity = "secretariat" if reader == "secretariat" else "self"
    assert [(one.verb, one.by, one.capacity, one.at) for one in written] == [
        (verb, world.people[reader].reference, capacity, AT)
    ]
    assert not list(faults())
