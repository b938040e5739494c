"""Who gets where: one table for every address of the site, so that a new page without an entry fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.factories.accounts import make_officer
from tests.security.addresses import Route, routes
from tests.security.secret_words import AT
from tests.security.world import World, make_world

pytestmark = pytest.mark.django_db

READERS = (
    "visitor",
    "citizen",
    "secretariat without second factor",
    "regional_office asia",
    "chair",
    "operator",
    "door",
    "secretariat",
)
EVERYONE = {*READERS}
PEOPLE = EVERYONE - {"visitor"}
STAFF = {"regional_office asia", "chair", "operator", "door", "secretariat"}
OFFICERS = {"regional_office asia", "secretariat"}
SECRETARIAT = {"secretariat"}
NOBODY: set[str] = set()
PROGRAMS: set[str] = set()  # let in by a token, whoever is signed in

# Who reads an address and sends its form. Which records (one's own, those of one's region) is for the policies to say,
# and for the tests of what leaves.
WHO: tuple[tuple[set[str], str], ...] = (
    (STAFF, "desk_home"),
    (
        OFFICERS,
        """desk_registrations desk_registrations_decide desk_registrations_file desk_registration
        desk_registration_decide desk_members desk_new_member desk_member desk_delegations desk_delegations_open
        desk_delegations_remind desk_delegation desk_delegation_remind desk_focal_point_end
        desk_staff_answers""",
    ),
    (  # inviting people and writing to many
        OFFICERS,
        """desk_invitations desk_new_invitation desk_invitations_remind desk_invitation desk_invitation_remind
        desk_invitation_take_back desk_invitation_extend desk_bring_invitations desk_invitation_table
        desk_invitation_table_errors desk_mailings desk_new_mailing desk_mailing desk_check_mailing desk_drop_mailing""",
    ),
    (EVERYONE, "invitation"),
    ({"door", "secretariat"}, "desk_check_in desk_check_in_codes desk_check_in_batch desk_check_in_worker"),
    (
        SECRETARIAT,
        """desk_offices desk_new_office desk_office desk_mandates desk_new_mandate desk_mandate desk_end_mandate
        desk_meetings desk_new_meeting desk_meeting desk_make_meeting_current desk_roles desk_end_role desk_imports
        desk_import desk_import_errors desk_journal desk_verify_journal desk_outbox desk_letter desk_send_again desk_dues desk_new_dues desk_member_dues desk_dues_of_year
        desk_pay_dues desk_take_back_payment desk_waive_dues desk_withdraw_waiver desk_agree_instalments desk_remove_dues
        desk_dues_rules desk_dues_rule
        desk_rules desk_draft_rules desk_rules_version desk_compare_rules desk_rules_simulator desk_copy_rules
        desk_name_rules desk_put_rules_in_force desk_discard_rules desk_rule desk_leave_rule_open desk_remove_rule
        desk_add_rule desk_take_over_rules
        desk_edit_letter desk_credentials_pdf desk_badges desk_badge
        desk_badge_preview desk_remove_badge desk_print_badges desk_badge_run desk_badge_file
        desk_visa_letters desk_remove_letter_template desk_visa_letter desk_visa_letter_file desk_review_letters desk_letters desk_letter_text desk_reset_letter_text
        desk_programmes desk_programme desk_new_session desk_session desk_move_session desk_drop_session
        desk_put_session_back desk_session_places desk_release desk_releases desk_restore_release desk_rooms
        desk_new_room desk_room desk_speakers desk_new_speaker desk_speaker desk_interpreters desk_new_interpreter
        desk_interpreter desk_assign_interpreter desk_end_assignment desk_exchange desk_brought_programme
        desk_observers desk_votes desk_credentials desk_credentials_rule desk_credentials_report
        desk_credentials_document desk_credentials_of desk_letter_of_mandate desk_letter_release
        desk_forms desk_form desk_form_new_page desk_form_page desk_form_remove_page desk_form_new_section
        desk_form_section desk_form_remove_section desk_form_new_question desk_form_question desk_form_remove_question
        desk_form_preview desk_publish_form desk_discard_form desk_copy_form desk_form_versions desk_form_version""",
    ),
    (
        SECRETARIAT,
        """desk_api_tokens desk_revoke_token desk_webhooks desk_webhook desk_renew_webhook_secret
        desk_remove_webhook desk_webhook_delivery desk_repeat_delivery""",
    ),
    (
        SECRETARIAT,
        "desk_categories desk_new_category desk_category desk_places desk_new_quota desk_quota desk_remove_quota desk_offer_place desk_take_off_list",
    ),
    (
        SECRETARIAT,
        """desk_agendas desk_agenda desk_agenda_numbering desk_issue_agenda desk_take_agenda_over desk_adopt_agenda
        desk_new_agenda_item desk_agenda_item desk_remove_agenda_item desk_agenda_act desk_agenda_papers""",
    ),
    (
        SECRETARIAT,
        """desk_convocations desk_convocations_of desk_convocation desk_check_convocation desk_discard_convocation
        desk_end_convocation desk_prove_notice desk_notice_proof desk_convocation_table""",
    ),
    (PEOPLE, "convocation acknowledge_convocation"),
    (EVERYONE, "meeting_agenda"),
    (
        SECRETARIAT,
        """desk_papers desk_new_paper desk_paper_rules desk_paper desk_edit_paper desk_bring_version desk_paper_file
        desk_clear_version desk_issue_version desk_correct_paper desk_revise_paper desk_add_to_paper
        desk_withdraw_paper desk_waive_lateness""",
    ),
    (EVERYONE, "papers paper paper_file"),  # which papers, the tests of what leaves say
    (
        PROGRAMS,
        """api:list_registrations api:get_registration api:decide_registration api:list_delegations
        api:get_delegation api:record_check_ins""",
    ),
    (
        PEOPLE,
        """my_account my_data my_erase en/accounts/ usersessions_list account_email account_change_password
        account_set_password account_reauthenticate socialaccount_connections mfa_index mfa_activate_totp
        mfa_deactivate_totp mfa_reauthenticate mfa_view_recovery_codes mfa_generate_recovery_codes
        mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn mfa_remove_webauthn
        mfa_edit_webauthn registration_start registration_page registration_check registration_file
        registration_withdraw registration_calendar keep_session session_place agenda replace_calendar_address
        delegations delegation_accept delegation delegation_people delegation_letter delegation_letter_file
        delegation_hand_over
        registration_entry_code
        registration_wait waiting_leave waiting_confirm
        registration_visa_letter""",
    ),
    (
        EVERYONE,
        """health home wagtail_serve programme session speakers speaker programme_changes programme_feed programme_calendar session_calendar
        private_calendar programme_xml programme_json programme_widget delegation_invitation zone members member offices committee meetings meeting participants registration
        registration_categories patterns desk_patterns wagtaildocs_serve wagtaildocs_authenticate_with_password
        api:openapi-json api:list_members api:get_member api:list_meetings api:get_meeting api:list_sessions
        api:get_session api:list_speakers api:get_speaker api:api-root api/""",
    ),
    (EVERYONE, "meeting_motions motion motion_comparison amendment"),
    (EVERYONE, "room screen screen_panels room_panels room_ticket"),  # the ticket is there for those who take part
    (PEOPLE, "hand_in_statement room_here ask_for_floor withdraw_request cast_vote"),
    (EVERYONE, "meeting_statements meeting_record meeting_record_json verify_record meeting_decisions decision"),
    (EVERYONE, "meeting_minutes meeting_minutes_file"),  # which version, and when, the policy says
    (PEOPLE, "propose_correction"),
    (SECRETARIAT, "write_minutes"),  # and the rapporteur
    (
        SECRETARIAT,
        """desk_minutes desk_minutes_of desk_draft_minutes desk_minutes_slot desk_circulate_minutes
        desk_answer_correction desk_adopt_minutes desk_issue_corrigendum""",
    ),
    (NOBODY, "tellers tellers_panels enter_called_vote"),  # but the tellers of the sitting, whatever their role
    (SECRETARIAT, "desk_decisions desk_bring_overdue desk_decision desk_report_progress desk_drop_task"),
    (PEOPLE, "new_motion motion_act new_amendment amendment_act pull_item move_procedural"),
    (
        SECRETARIAT,
        "desk_motions desk_motion desk_motion_act desk_order_amendments desk_amendment_act desk_adopt_consent",
    ),
    (
        SECRETARIAT,  # and whoever presides
        "chair chair_panels chair_act",
    ),
    (
        SECRETARIAT,
        """desk_sittings desk_sittings_of desk_new_sitting desk_sitting desk_name_officer desk_release_officer
        desk_declare_presence desk_pin_rules desk_session_votes desk_statements desk_settle_statement desk_lodge_proxy desk_proxy desk_correct_record""",
    ),
    (OFFICERS, "desk_registration_document"),
    (SECRETARIAT, "desk_privacy desk_kept desk_erase desk_document_release"),
    (PEOPLE, "registration_consents"),
    (  # coming in
        EVERYONE,
        """account_login sign_in_sent account_login_password sign_in_link account_signup account_logout account_inactive
        account_email_verification_sent account_confirm_email account_reset_password account_reset_password_done
        account_reset_password_from_key account_reset_password_from_key_done account_confirm_login_code
        mfa_authenticate mfa_login_webauthn leave_sign_in openid_connect_login openid_connect_callback
        socialaccount_login_cancelled socialaccount_login_error socialaccount_signup""",
    ),
)
# What Wagtail shows to whoever is not signed in; everything else of it is the secretariat's
CMS_OPEN = {
    "cms/login/",
    "cms/logout/",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "cms/.*/",
}
# Everyone may look, only people may act
TAKEN_UP_BY_PEOPLE = {("delegation_invitation", "POST")}
# Shut to those who have nothing to prove themselves with once more
PROVING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
LEFT_OUT = {"wagtailadmin_error_test"}  # fails on purpose
ACCESS = {name: who for who, names in WHO for name in names.split()}


@pytest.fixture(autouse=True)
def _first_of_november() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def test_every_address_has_its_line_in_the_table() -> None:
    named = {route.name for route in routes() if not route.path.startswith("cms/")}
    assert (sorted(named - ACCESS.keys()), sorted(ACCESS.keys() - named)) == ([], [])


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_gets_where_the_table_says_and_nowhere_else(reader: str) -> None:
    world = make_world()
    found, wanted = {}, {}
    for route in routes():
        if not route.path.startswith("cms/") and (reader == "visitor" or route.name not in PROVING):
            for method in ("GET", "POST"):
                answer = asked(world, reader, route, method)
                if answer != "not this way":
                    found[route.name, method] = answer
                    who = PEOPLE if (route.name, method) in TAKEN_UP_BY_PEOPLE else ACCESS[route.name]
                    wanted[route.name, method] = expected(reader, who)
    assert len(found) > len(ACCESS) - len(PROVING)
    assert found == wanted


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader not in {"operator", "secretariat"}])
def test_the_screens_of_wagtail_are_closed_to_all_but_the_secretariat(reader: str) -> None:
    world = make_world()
    found = {
        route.name: asked(world, reader, route, "GET")
        for route in routes()
        if route.path.startswith("cms/") and route.name not in CMS_OPEN | LEFT_OUT
    }
    assert len(found) > 150
    assert {name: answer for name, answer in found.items() if answer != expected(reader, SECRETARIAT)} == {}


def test_wagtail_lets_the_secretariat_edit_pages_and_not_people() -> None:
    client = make_world().client("secretariat")
    opened = {
        address: client.get(f"/cms/{address}/").status_code
        for address in ("pages", "images", "documents", "users", "groups", "sites", "workflows/list", "collections")
    }
    assert opened == {
        **dict.fromkeys(("pages", "images", "documents"), 200),
        **dict.fromkeys(("users", "groups", "sites", "workflows/list", "collections"), 302),
    }


def test_a_password_alone_opens_no_door_of_an_officer() -> None:
    officer, client, phrase = make_officer(), Client(), "quiet-otter-lamp-71"
    officer.set_password(phrase)
    officer.save()
    given = {"username": officer.email, "login": officer.email, "password": phrase}
    assert client.post("/cms/login/?next=/cms/", given)["Location"] == "/en/accounts/login/?next=/cms/"
    assert client.post("/en/accounts/login/password/", given)["Location"] == "/en/accounts/2fa/authenticate/"
    assert [client.get(address).status_code for address in ("/en/desk/", "/cms/", "/en/my/")] == [302, 302, 302]


def test_looking_at_the_way_out_of_wagtail_signs_nobody_out() -> None:
    client = make_world().client("secretariat")
    assert client.get("/cms/logout/").status_code == 405
    assert client.get("/en/desk/").status_code == 200


def asked(world: World, reader: str, route: Route, method: str) -> str:
    """Ask for an address and undo what came of it; say in a word what the answer was."""
    client = world.client(reader)
    address = next(route.filled(world.values_of))
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    assert response.status_code < 500, address
    if response.streaming:
        list(response.streaming_content)  # which closes the file
    return word_for(response)


def word_for(response: HttpResponse) -> str:
    leads_to = response.headers.get("Location", "")
    if leads_to.startswith("/en/accounts/login/?next="):
        return "sign in"
    if response.status_code == 401 and response.headers["Content-Type"] == "application/problem+json":
        return "token first"
    if response.status_code == 403:
        return "sign in" if "You are signed out" in response.content.decode() else "refused"
    if leads_to.startswith("/en/accounts/2fa/totp/activate/?next="):
        return "second factor first"
    return "not this way" if response.status_code == 405 else "open"


def expected(reader: str, who: set[str]) -> str:
    if who is PROGRAMS:
        return "token first"
    if reader in who:
        return "open"
    if reader == "visitor":
        return "sign in"
    needs_factor = reader == "secretariat without second factor" and who is not NOBODY
    return "second factor first" if needs_factor else "refused"
