"""What people see, and what is kept, when the database, the disk, the mail server or the program itself fails."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections

from comitia.accreditation.models import Registration
from comitia.journal.models import Entry
from comitia.notices.models import Mail
from comitia.platform.clock import now
from comitia.programme.models import Bookmark
from tests.factories.accounts import make_officer, make_person
from tests.factories.accreditation import ask, fill_in, make_category, make_event, taken
from tests.factories.members import make_organisation
from tests.factories.programme import make_room, make_slot
from tests.robustness.site import Browser, Site, at_once, browser_of, serving, text_of

pytestmark = pytest.mark.processes
LOCKED = 10
HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("ROLLBACK")
"""


def make_meeting():
    make_organisation()
    meeting = make_event()
    make_category(meeting, closes_at=now() + timedelta(days=30))  # what was begun is not erased meanwhile
    ask(meeting, "remark", required=False)
    make_room(meeting, "hall")
    make_slot(meeting, "opening", room="hall", starts=None, ends=None)
    return meeting


@contextmanager
def locked_by_another(seconds: float) -> Iterator[None]:
    """Let another process keep everybody from writing for so long."""
    if connection.vendor == "postgresql":
        name, server = connection.settings_dict["NAME"], os.environ["TEST_POSTGRESQL"]
        other = psycopg.connect(f"postgresql://postgres@/{name}?host={server}")
        other.execute("LOCK TABLE programme_bookmark, accreditation_registration IN ACCESS EXCLUSIVE MODE")
        release = threading.Timer(seconds, other.close)
        release.start()
        yield
        release.join()
        return
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(connection.settings_dict["NAME"]), str(seconds)], stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    yield
    holder.wait(20)
    holder.stdout.close()


def test_a_form_sent_while_the_database_is_locked_for_ten_seconds_is_kept(committed, tmp_path: Path) -> None:
    make_meeting()
    person = make_person()
    with serving(tmp_path) as site:
        browser = browser_of(site, person)
        assert browser.get("/en/programme/")[0] == 200
        with locked_by_another(LOCKED):
            started = time.monotonic()
            kept = browser.post("/en/register/observer/1/", remark="Keep me")
            took = time.monotonic() - started
    assert kept == (302, "/en/register/observer/check/")
    assert took > LOCKED - 3
    assert Registration.objects.get().draft["answers"] == {"remark": "Keep me"}


def test_a_full_disk_says_so_gives_back_what_was_typed_and_keeps_nothing_by_half(committed, tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("the disk of a database server is its own business")
    make_meeting()
    person = make_person()
    with serving(tmp_path) as site:
        browser = browser_of(site, person)
        assert browser.get("/en/register/observer/1/")[0] == 200
        before = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (4096, before[1]))
        status, page = browser.post("/en/register/observer/1/", remark="Ünal\u2019s remark")
        assert (status, "Nothing was changed." in page or "nothing was changed." in page) == (503, True)
        assert "Ünal’s remark</textarea>" in page
        assert browser.get("/en/register/")[0] == 200
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, before)
        assert not Registration.objects.exists()
        connections.close_all()
        assert browser.post("/en/register/observer/1/", remark="Again")[0] == 302
        assert site.command("journal", "verify").returncode == 0
    assert Registration.objects.get().draft["answers"] == {"remark": "Again"}


def test_a_mail_server_that_is_down_delays_the_letter_and_nobody_else(committed, tmp_path: Path) -> None:
    make_meeting()
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        with serving(tmp_path, COMITIA_EMAIL_URL=f"smtp://127.0.0.1:{port}") as site:
            started = time.monotonic()
            answer = Browser(site).post("/en/accounts/login/", email="zq@example.org")
            assert time.monotonic() - started < 5
            until = time.monotonic() + 15
            while not Mail.objects.filter(attempts=1, state="queued").exists() and time.monotonic() < until:
                time.sleep(0.1)
            log = site.log()
    letter = Mail.objects.get()
    assert answer == (302, "/en/accounts/login/sent/")
    assert (letter.state, letter.attempts, letter.last_error) == ("queued", 1, "ConnectionRefusedError")
    assert letter.due_at > letter.queued_at
    assert "was not taken" in log
    assert "zq@example.org" not in log


def test_what_was_acknowledged_before_a_kill_is_there_once_and_nothing_is_half_done(committed, tmp_path: Path) -> None:
    make_meeting()
    people = [make_person(f"Person {number}") for number in range(160)]
    for person in people:
        fill_in(person)
    with serving(tmp_path) as site:
        browsers = [browser_of(site, person) for person in people]
        connections.close_all()
        acknowledged: list[list[int]] = [[] for _client in range(8)]
        killer = threading.Thread(target=kill_in_the_midst, args=[site, acknowledged])
        killer.start()
        at_once([partial(hammer, browsers, range(first, len(people), 8), acknowledged[first]) for first in range(8)])
        killer.join()
        site.start()
        assert browsers[0].get("/en/register/")[0] == 200
        verified = site.command("journal", "verify")
    done = {people[number].pk for numbers in acknowledged for number in numbers}
    kept = set(Bookmark.objects.values_list("person_id", flat=True))
    accepted = Registration.objects.filter(state="accepted")
    assert 0 < len(done) < len(people)
    assert done <= kept
    assert done <= {one.person_id for one in accepted}
    assert (verified.returncode, "The chain is whole." in verified.stdout) == (0, True)
    # An act is written whole: state, place, journal and letter, or nothing of it.
    told = Entry.objects.filter(verb="submit_registration").values_list("subject", flat=True)
    assert sorted(told) == sorted(f"registration:{one.reference}" for one in accepted)
    assert taken() == accepted.exclude(places={}).count() == accepted.count()
    assert Mail.objects.filter(kind__startswith="registration_").count() == accepted.count()


def kill_in_the_midst(site: Site, acknowledged: list[list[int]]) -> None:
    """Kill the server when it has acknowledged some acts and many are still to come."""
    until = time.monotonic() + 60
    while sum(len(numbers) for numbers in acknowledged) < 20 and time.monotonic() < until:
        time.sleep(0.01)
    site.kill()


def hammer(browsers: list[Browser], numbers: range, acknowledged: list[int]) -> None:
    """Register and keep a session, person after person, until the server is gone; note what it acknowledged."""
    for number in numbers:
        try:
            sent = browsers[number].post("/en/register/observer/check/", publish="nobody", recording="no")
            kept = browsers[number].post("/en/programme/opening/bookmark/")
        except OSError:
            return
        except Exception:  # noqa: BLE001  half an answer is none
            return
        if (sent[0], kept[0]) == (302, 302):
            acknowledged.append(number)


def test_tables_that_cannot_be_read_are_refused_in_a_sentence_by_the_running_site(committed, tmp_path: Path) -> None:
    make_meeting()
    officer = make_officer()
    rows = "".join(f"City {number},full\n" for number in range(100_000))
    with serving(tmp_path) as site:
        browser = browser_of(site, officer)
        bring = partial(browser.upload, "/en/desk/imports/", kind="members")
        answers = [
            bring(name="long.csv", content=f"name,category\n{rows}".encode()),
            bring(name="broken.csv", content="name,category\nSeoul,full\n".encode("utf-16")[3:] + b"\xff\x00\xfe"),
            bring(name="book.xlsx", content=b"PK\x03\x04 no book at all"),
            bring(name="empty.csv", content=b""),
        ]
        status, address = bring(name="formula.csv", content=b'name,category\n=HYPERLINK("http://evil.example"),full\n')
        preview = browser.get(address)[1]
    assert [status for status, _page in answers] == [422] * 4
    assert "more than 20,000 rows" in text_of(answers[0][1])
    assert status == 302
    assert "=HYPERLINK(&#34;http://evil.example&#34;)" in preview or "=HYPERLINK" not in preview
    assert 'href="http://evil.example' not in preview
