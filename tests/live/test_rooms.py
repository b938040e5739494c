"""A screen that was drawn once and took every event since shows what a fresh one shows."""

from __future__ import annotations

import json
import random
import time

import pytest

from comitia.live.panels import PANELS, SCREEN_PANELS
from comitia.live.rooms import drawn_for_all
from comitia.meetings.actions import sit_in_camera
from comitia.platform.answers import RefusedError
from comitia.platform.bus import publish
from comitia.proceedings import actions
from comitia.proceedings.queries.room import public_topic, screen_topic, session_topic
from comitia.voting import actions as voting
from tests.factories.proceedings import call
from tests.factories.sittings import AT, CLERK
from tests.factories.voting import cast, draft, open_one, sit
from tests.live.conftest import Listener

CITIES = ("kigali", "lima", "seoul")
MEETING = "excom-2020"


class Screen:
    """A browser that watches a room in English, or its big screen on a wall."""

    def __init__(self, server, *, is_on_wall: bool = False) -> None:
        self.names = SCREEN_PANELS if is_on_wall else PANELS
        self.panels = dict(self.fresh())
        self.listener = Listener(server, (screen_topic if is_on_wall else public_topic)(MEETING, "en"))

    def fresh(self):
        return drawn_for_all(MEETING, ["en"], panels=self.names)["en"]

    def take_until(self, panel: str, words: str) -> None:
        """Take what comes until a panel says something; a test that waits in vain ends with the connection's patience."""
        while words not in self.panels[panel]:
            event = json.loads(self.listener.block().get("data", "{}"))
            if "panel" in event:
                self.panels[event["panel"]] = event["html"]

    def take_everything(self) -> None:
        """Take what comes until nothing has come for a while."""
        try:
            while True:
                event = json.loads(self.listener.block().get("data", "{}"))
                if "panel" in event:
                    self.panels[event["panel"]] = event["html"]
        except TimeoutError:
            return


def without_clocks(panels):
    """Leave out the clocks, which go on by themselves."""
    return {name: markup.split("<count-down")[0] for name, markup in panels.items()}


def test_a_screen_is_what_it_would_be_fresh_after_any_acts(committed, server):
    committee = sit(*CITIES)
    item = call(committee.meeting)
    actions.open_list(item.reference, limits={}, by=CLERK, at=AT)
    screen, wall, chance = Screen(server), Screen(server, is_on_wall=True), random.Random(7)

    def somebody():
        return committee.by(chance.choice(CITIES))

    acts = [
        lambda: actions.ask_for_floor(item.reference, by=somebody(), at=AT),
        lambda: actions.announce_closing(item.reference, by=CLERK, at=AT),
        lambda: open_one(committee),
        lambda: sit_in_camera(committee.sitting.reference, is_closed=chance.random() < 0.5, by=CLERK, at=AT),
        lambda: actions.declare_presence(
            committee.sitting.reference, somebody().person, is_present=False, by=CLERK, at=AT
        ),
        lambda: actions.attend(MEETING, by=somebody(), at=AT),
        lambda: actions.suspend_sitting(committee.sitting.reference, reason="", by=CLERK, at=AT),
        lambda: actions.resume_sitting(committee.sitting.reference, by=CLERK, at=AT),
    ]
    for _step in range(25):
        try:
            chance.choice(acts)()
        except RefusedError:
            continue
        time.sleep(0.05)
    sit_in_camera(committee.sitting.reference, is_closed=False, by=CLERK, at=AT)
    for one in (screen, wall):
        one.take_everything()
        assert without_clocks(one.panels) == without_clocks(one.fresh())


def test_a_vote_is_on_everybodys_screen_and_only_what_changed_is_sent(committed, server):
    committee = sit(*CITIES)
    screen = Screen(server)
    ballot = open_one(committee)
    screen.take_until("vote", "0 of 3 entitled members have voted")
    cast(committee, ballot, "lima", "yes")
    screen.take_until("vote", "1 of 3 entitled members have voted")
    voting.close_ballot(ballot.reference, by=CLERK, at=AT)
    voting.declare_result(ballot.reference, by=CLERK, at=AT)
    screen.take_until("result", "1 for")


def test_what_happens_in_camera_reaches_no_public_screen(committed, server):
    committee = sit(*CITIES)
    screen, wall = Screen(server), Screen(server, is_on_wall=True)
    sit_in_camera(committee.sitting.reference, is_closed=True, by=CLERK, at=AT)
    screen.take_until("stage", "The committee sits in camera")
    wall.take_until("screen_floor", "The committee sits in camera")
    open_one(committee, question={"en": "A secret question"})
    publish("session_record", {"meeting": MEETING, "kind": "presence", "number": None})
    for one in (screen, wall):
        one.take_everything()
        assert "A secret question" not in "".join(one.panels.values())


@pytest.mark.parametrize("ticket", ["", "forged"])
def test_nobody_hears_what_happens_in_a_session_without_a_ticket(server, ticket):
    listener = Listener(server, session_topic(MEETING), ticket=ticket)
    assert listener.response.status == 403


def test_drawing_a_room_that_nobody_planned_gives_nothing(committed):
    assert drawn_for_all("nowhere", ["en"]) == {}


def test_a_draft_of_a_ballot_is_on_no_screen(committed):
    committee = sit(*CITIES)
    draft(committee)
    assert "No vote is open." in drawn_for_all(MEETING, ["en"])["en"]["vote"]
