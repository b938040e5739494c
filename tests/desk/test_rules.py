"""The rules of procedure on the desk: drafted, completed by plain forms, compared, and tried on numbers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comitia.core.governance.rule_set_json import part_of
from comitia.organs.actions import change_rule, copy_rules, draft_rules
from comitia.organs.queries.rules import rules_version
from comitia.platform.actors import SYSTEM
from tests.factories.accounts import make_officer, signed_in
from tests.factories.organs import AT, CODE, complete_rules, make_committee, make_rules_in_force
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db
ORGAN = f"/en/desk/rules/{CODE}/"
ONE = f"{ORGAN}1/"
MAJORITY = {
    "thresholds-0-base": "entitled",
    "thresholds-0-over": "2/3",
    "thresholds-0-strict": "no",
    "thresholds-0-unit": "heads",
    "tie": "fails",
    "turnout": "0",
    "least_regions": "0",
    "article": "Art. 37.2",
}


def text(response):
    """Give the words of a page; one space for each gap."""
    page = re.sub(r"</?(?:time|bdi)[^>]*>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def officer():
    make_committee()
    return signed_in(make_officer())


def test_an_officer_begins_a_draft_and_sees_first_what_is_left():
    client = officer()
    assert "No rules are on record." in text(client.get("/en/desk/rules/"))
    assert client.post(f"{ORGAN}draft/", {"preset": "wego_like"})["Location"] == ONE
    page = text(client.get(ONE))
    assert page.index("parts wait for a choice") < page.index("Majority: Simple majority.")
    assert "Quorum: For the choice of a host Without it no vote can be declared." in page
    assert "http://www.we-gov.org/Governance" in page
    assert "Draft" in text(client.get("/en/desk/rules/"))


def test_a_majority_is_written_by_a_plain_form():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    address = f"{ONE}part/majorities.simple/"
    form = {**MAJORITY, "seen": rules_version(CODE, 1).token, "tie": "casting_vote", "turnout": "50 %"}
    assert client.get(address).status_code == 200
    assert client.post(address, form)["Location"] == f"{ONE}#majorities"
    page = text(client.get(ONE))
    assert (
        "At least 2/3 of the members entitled to vote must be for. "
        "At least 1/2 of those entitled must cast a vote. "
        "With as many for as against the chair has a casting vote. Art. 37.2" in page
    )
    assert 'value="2/3"' in client.get(address).content.decode()
    assert "changed a part of the rules of procedure" in page


def test_what_is_typed_wrong_is_explained_and_kept():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    form = {"thresholds-0-over": "5/3", "thresholds-0-base": "cast", "turnout": "0", "least_regions": "0"}
    response = client.post(f"{ONE}part/majorities.simple/", form)
    assert (response.status_code, 'value="5/3"' in response.content.decode()) == (422, True)
    assert "“5/3” is no share. Write 1/2, 2/3 or 60 %." in text(response)


@pytest.mark.parametrize("typed", ["1/0", "a/b", "1e999999999", f"{'9' * 5000}/7", "-1/2"])
def test_what_is_no_share_is_said_and_shown_as_it_was_typed(typed):
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    response = client.post(f"{ONE}part/majorities.simple/", {**MAJORITY, "turnout": typed})
    assert (response.status_code, f'value="{typed}"' in response.content.decode()) == (422, True)


@pytest.mark.parametrize("weight", ["one", "1e999999", "0", "-1", "0.0000001", "NaN", "100000"])
def test_what_is_no_weight_is_said(weight):
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    response = client.post(f"{ONE}part/weights/", {"kind": "by_category", "weights": f"full {weight}"})
    assert (response.status_code, f"“full {weight}” is no weight." in text(response)) == (422, True)


@pytest.mark.parametrize("kind", ["by_seat", "equal"])
def test_a_weight_that_no_vote_would_have_is_no_weight(kind):
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    response = client.post(f"{ONE}part/weights/", {"kind": kind, "weights": "president 3\nfull 1"})
    assert (response.status_code, "“full” is no weight." in text(response)) == (422, True)
    assert part_of(rules_version(CODE, 1).rule_set, "weights") is None


def test_a_mistake_in_typing_does_not_hide_what_somebody_else_changed():
    client = officer()
    draft_rules(CODE, "roberts_like", by=SYSTEM, at=AT)
    seen = rules_version(CODE, 1).token
    rule = {"allowed": True, "article": "Art. 9"}
    change_rule(CODE, 1, "split_votes", rule, seen=None, by=SYSTEM, at=AT)
    address = f"{ONE}part/quorums.general/"
    quorum = {"base": "filled", "strict": "yes", "counts": "present", "least": "0", "proxies_at_most": "1"}
    form = {**quorum, "seen": seen, "over": "many", "checkpoints": ["opening", "ballot_opening"]}
    assert f'value="{seen}"' in client.post(address, form).content.decode()
    response = client.post(address, {**form, "over": "1/2"})
    assert "Somebody else changed these rules meanwhile." in text(response)
    page = response.content.decode()
    assert (len(re.findall(r"<input[^>]* checked", page)), f'value="{rules_version(CODE, 1).token}"' in page) == (
        2,
        True,
    )


def test_whoever_was_told_of_a_change_can_go_on():
    client = officer()
    complete_rules()
    name = {"names_en": "Rules", "seen": "something else"}
    force = {"adopted_by": "Decision 2019/7", "in_force_from": "2020-01-01", "seen": "something else"}
    for address, form in ((f"{ONE}name/", name), (f"{ONE}put-in-force/", force)):
        response = client.post(address, form)
        assert "Somebody else changed these rules meanwhile." in text(response)
        again = {**form, "seen": re.search(r'name="seen"[^>]*value="(\w+)"', response.content.decode())[1]}
        assert client.post(address, again)["Location"] == ONE
    assert rules_version(CODE, 1).name == "Rules"


@pytest.mark.parametrize("act", ["part/split_votes/leave-open", "part/matters.election/remove", "take-over/seats"])
def test_one_press_does_not_undo_what_was_changed_meanwhile(act):
    client = officer()
    draft_rules(CODE, "roberts_like", by=SYSTEM, at=AT)
    kept = rules_version(CODE, 1).token
    response = client.post(f"{ONE}{act}/", {"list": "none", "seen": "something else"}, follow=True)
    assert "Somebody else changed these rules meanwhile." in text(response)
    assert rules_version(CODE, 1).token == kept
    page = client.get(f"{ONE}{act.rpartition('/')[0]}/" if "part" in act else f"{ONE}add/seats/").content.decode()
    assert f'value="{kept}"' in page.rpartition("<form")[2]


def test_two_officers_notice_each_other_on_one_part():
    client = officer()
    draft_rules(CODE, "roberts_like", by=SYSTEM, at=AT)
    form = {"seen": "something else", "allowed": "yes", "article": "Art. 9"}
    response = client.post(f"{ONE}part/split_votes/", form)
    assert (response.status_code, "Somebody else changed these rules meanwhile." in text(response)) == (422, True)
    again = {**form, "seen": re.search(r'name="seen"[^>]*value="(\w+)"', response.content.decode())[1]}
    assert client.post(f"{ONE}part/split_votes/", again).status_code == 302
    assert part_of(rules_version(CODE, 1).rule_set, "split_votes").allowed is True


FORMS = {
    "quorums.general": (
        {
            "base": "filled",
            "over": "1/2",
            "strict": "yes",
            "counts": "present_or_represented",
            "checkpoints": ["opening", "ballot_opening"],
            "least": "3",
            "proxies_at_most": "1/3",
            "ladder-0-after_days": "30",
            "ladder-0-over": "1/3",
            "ladder-0-strict": "no",
            "ladder-0-least": "",
        },
        (
            "More than 1/2 of the members that hold a seat must be there. Never fewer than 3. "
            "If that is missed, at least 30 days later: At least 1/3 of the members that hold a seat must be there."
        ),
    ),
    "matters.budget": (
        {"names_en": "Budget", "names_ko": "예산", "majority": "simple", "quorum": "general", "is_secret": "no"},
        "Majority: Simple majority. Quorum: General quorum. The vote is open.",
    ),
    "weights": (
        {"kind": "by_category", "weights": "full 1\nAssociate member 0.5"},
        "A vote weighs by the category of membership. Full member: 1 Associate member: 0.5",
    ),
    "proxies": (
        {"allowed": "yes", "most_per_holder": "2", "holders": "same_region", "revoked_on_arrival": "yes"},
        (
            "A member may let another vote in its place. The holder is a member of the same region. "
            "Nobody holds more than 2 proxies. It ends when the member itself arrives. "
            "Still to be chosen: Until when it is lodged, For what it is valid,"
        ),
    ),
    "substitutes": (
        {"allowed": "yes", "only_when_absent": "yes", "needs_political_mandate": "no"},
        "Somebody of the same delegation may vote in place of the delegate. Only when the delegate is absent.",
    ),
    "standing": (
        {"vote_tested": "yes", "vote_tolerated_years": "1", "candidacy_tested": "no"},
        "Dues are tested to vote. The dues of the current year may be open. Dues do not matter to stand for an office.",
    ),
    "conflicts": (
        {"suggest": "yes", "leaves_base": "yes", "leaves_quorum": "no"},
        "Its seat does not count among those entitled. Its seat still counts towards the quorum.",
    ),
    "notice": (
        {"days": "30", "extraordinary_days": "1", "papers_days": "", "late_paper_majority": "none"},
        "Notice goes out at least 30 days before. For an extraordinary session it is 1 day. No late paper is admitted.",
    ),
    "speaking": (
        {"seconds_member": "180", "seconds_observer": "90", "section_seconds": "0"},
        "Member: 3 minutes Observer: 1 min 30 s Still to be chosen:",
    ),
    "procedural_motions.adjourn": (
        {"rank": "30", "needs_second": "on", "majority": "simple"},
        "Majority: Simple majority. It needs a second. It is not debated. It cannot be amended.",
    ),
    "written": (
        {"allowed": "yes", "least_hours": "72", "extension_hours": "24", "silence": "yes"},
        "Members have at least 72 hours to answer. On request it is 24 hours more. Silence is consent.",
    ),
    "seats.members": (
        {"names_en": "Members", "kind": "at_large", "seats": "13"},
        "13 seats. Filled: elected by all.",
    ),
    "terms": (
        {"years": "3", "cap": "0", "holds_over": "yes", "vacancy": "co_option"},
        (
            "A term is 3 years. There is no limit to terms in a row. A holder stays until the successor begins. "
            "When a seat falls vacant: the organ chooses a successor."
        ),
    ),
}


@pytest.mark.parametrize("way", FORMS)
def test_every_part_has_a_form_and_is_told_in_sentences(way):
    client = officer()
    draft_rules(CODE, "iclei_like", by=SYSTEM, at=AT)
    form, told = FORMS[way]
    address = f"{ONE}part/{way}/"
    assert client.get(address).status_code == 200
    response = client.post(address, {**form, "article": "Art. 5", "seen": rules_version(CODE, 1).token})
    assert response.status_code == 302
    page = text(client.get(ONE))
    assert told in page
    before = rules_version(CODE, 1)
    again = client.get(address).content.decode()
    assert "Art. 5" in again
    assert rules_version(CODE, 1).token == before.token


def test_parts_are_added_left_open_and_taken_out():
    client = officer()
    draft_rules(CODE, "roberts_like", by=SYSTEM, at=AT)
    assert client.get(f"{ONE}add/majorities/?key=Three quarters")["Location"] == f"{ONE}part/majorities.three_quarters/"
    assert client.get(f"{ONE}add/majorities/?key=3/4").status_code == 422
    assert client.get(f"{ONE}add/proxies/").status_code == 404
    assert client.post(f"{ONE}part/proxies/leave-open/")["Location"] == f"{ONE}#proxies"
    assert client.post(f"{ONE}part/matters.statute/remove/")["Location"] == f"{ONE}#matters"
    assert client.post(f"{ONE}take-over/seats/", {"list": "none"})["Location"] == f"{ONE}#seats"
    assert client.post(f"{ONE}take-over/procedural_motions/", {"list": "united_nations"}).status_code == 302
    rules = rules_version(CODE, 1).rule_set
    assert (rules.proxies, rules.matter("statute"), rules.seats, len(rules.procedural_motions)) == (None, None, (), 6)
    refused = client.post(f"{ONE}take-over/seats/", {"list": "all"}, follow=True)
    assert "Choose from the list what to take over." in text(refused)


def test_a_draft_comes_into_force_by_a_decision_and_stays_as_it_is():
    client = officer()
    complete_rules()
    form = {"seen": rules_version(CODE, 1).token, "adopted_by": "Decision 2019/7", "in_force_from": "2020-01-01"}
    assert client.post(f"{ONE}put-in-force/", form)["Location"] == ONE
    page = text(client.get(ONE))
    assert "Decision 2019/7" in page
    assert "Rules in force are not changed." in text(client.get(f"{ONE}part/proxies/"))
    refused = client.post(f"{ONE}part/proxies/leave-open/", follow=True)
    assert "Copy them to a new version and change that one." in text(refused)
    assert client.post(f"{ONE}copy/")["Location"] == f"{ORGAN}2/"
    assert client.post(f"{ORGAN}2/discard/", {"seen": rules_version(CODE, 2).token}).status_code == 302
    assert rules_version(CODE, 2) is None


def test_a_draft_with_choices_left_does_not_come_into_force():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    form = {"seen": rules_version(CODE, 1).token, "adopted_by": "Decision 1", "in_force_from": "2020-01-01"}
    response = client.post(f"{ONE}put-in-force/", form)
    assert (response.status_code, "Choices are left." in text(response)) == (422, True)


def test_the_name_is_kept_in_every_language():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    form = {"names_en": "Rules", "names_ko": "규칙", "seen": rules_version(CODE, 1).token}
    assert client.post(f"{ONE}name/", form)["Location"] == ONE
    assert client.post(f"{ONE}name/", {**form, "names_en": ""}).status_code == 422
    assert "규칙" in text(client.get(f"/ko/desk/rules/{CODE}/1/"))


def test_two_versions_are_compared_and_tried_on_the_same_numbers():
    client = officer()
    make_rules_in_force()
    copy_rules(CODE, 1, by=SYSTEM, at=AT)
    assert "Both versions say the same." in text(client.get(f"{ORGAN}compare/"))
    form = {**MAJORITY, "seen": rules_version(CODE, 2).token}
    assert client.post(f"{ORGAN}2/part/majorities.simple/", form).status_code == 302
    page = text(client.get(f"{ORGAN}compare/?one=1&other=2"))
    assert "Majorities Simple majority More than 1/2 of the votes for and against must be for." in page
    assert "At least 2/3 of the members entitled to vote must be for." in page
    numbers = "for_=28&against=12&abstain=3&present=43&entitled=43&filled=43&statutory=45"
    page = text(client.get(f"{ORGAN}simulator/?one=1&other=2&matter=ordinary&{numbers}"))
    assert "Carried 28 for of 40 for and against; required 21; Robert&#39;s Rules" in page
    assert "Not carried 28 for of 43 entitled; required 29; Art. 37.2 65.12 %" in page
    assert "There is a quorum 43 of 43 filled seats; required 22;" in page


def test_the_simulator_says_what_is_not_decided_and_what_cannot_be():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    page = text(client.get(f"{ORGAN}simulator/?matter=host_decision&for_=5"))
    assert "The majority is not decided yet The quorum is not known: nothing can be declared" in page
    assert client.get(f"{ORGAN}simulator/?matter=host_decision&for_=-5").status_code == 422
    assert client.get(f"{ORGAN}simulator/").status_code == 200


def test_what_is_not_there_is_not_found():
    client = officer()
    draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    for address in (f"{ORGAN}7/", "/en/desk/rules/council/draft/", f"{ONE}part/nothing/", f"{ONE}part/matters.a.b/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("versions", [1, 3])
def test_lists_cost_the_same_whatever_their_length(versions):
    client = officer()
    for _number in range(versions):
        draft_rules(CODE, "wego_like", by=SYSTEM, at=AT)
    counted = []
    for address in ("/en/desk/rules/", ONE, f"{ORGAN}compare/", f"{ORGAN}simulator/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counted.append(len(asked(captured)))
    assert counted == [6, 8, 6, 7]
