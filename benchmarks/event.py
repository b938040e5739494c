"""The event that is measured: the demonstration with a programme of 40 sessions, people who are signed in, 3,000 registrations."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks.asking import TOKEN

MEETING, SESSIONS, LISTED, QUESTIONS = "excom-2020", 40, 3000, 40


@contextmanager
def made() -> Iterator[Path]:
    """Build the event in a data folder of its own, in this process; settings are read once, so once per process."""
    with tempfile.TemporaryDirectory(prefix="comitia-benchmark-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"COMITIA_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "comitia.config.settings"}
        import django

        django.setup()
        from comitia.accreditation.models import Pool, Quota
        from comitia.config import database, demonstration
        from comitia.meetings.models import Meeting
        from comitia.platform.actors import SYSTEM
        from comitia.platform.clock import now
        from comitia.programme.models import Slot
        from tests.factories.programme import make_sessions

        database.prepare()
        demonstration.build(by=SYSTEM, at=now())
        meeting = Meeting.objects.get(slug=MEETING)
        Quota.objects.filter(meeting=meeting).update(places=1_000_000)
        Pool.objects.filter(quota__meeting=meeting).update(places=1_000_000)
        make_sessions(meeting, SESSIONS - Slot.objects.filter(meeting=meeting).count())
        yield Path(folder)


def sign_in(email: str, *, role: str = "") -> str:
    """Open an account with a session; give the cookies of its browser."""
    from django.conf import settings

    from comitia.accounts.actions import give_role
    from comitia.platform.actors import SYSTEM
    from comitia.platform.clock import now
    from tests.factories.accounts import TOTP, TOTP_SECRET, make_person, signed_in

    person = make_person(email.partition("@")[0], email=email, at=now())
    if role:
        give_role(person, role=role, by=SYSTEM, at=now())
        TOTP.activate(person, TOTP_SECRET)
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def ask_forty() -> str:
    """Give another meeting category and form of 40 questions of every kind on one page; say its address."""
    from comitia.accreditation.actions import publish_form, save_category
    from comitia.core.forms.definition import Condition, Form, Kind, Option, Page, Question, Section
    from comitia.meetings.models import Meeting
    from comitia.platform.actors import SYSTEM
    from comitia.platform.clock import now

    meeting, at = Meeting.objects.get(slug=MEETING), now()
    names = {"en": "Long form"}
    values = {"names": names, "descriptions": {}, "admission": "at_once", "entry": "open", "modes": []}
    save_category(meeting, "long-form", values | {"opens_at": None, "closes_at": None, "order": 99}, by=SYSTEM, at=at)
    options = tuple(Option(f"o{number}", {"en": f"Answer {number}"}) for number in range(5))
    kinds = [kind for kind in Kind for _twice in range(3)][:QUESTIONS]
    questions = tuple(
        Question(
            f"q{number}",
            kind,
            {"en": f"Question {number}?"},
            {"en": "A hint."},
            options=options if kind in {Kind.CHOICE, Kind.MANY} else (),
            conditions=() if number % 3 else (Condition("category", ("long-form",)),),
        )
        for number, kind in enumerate(kinds)
    )
    sections = tuple(
        Section(f"s{first}", {"en": f"Section {first}"}, questions=questions[first : first + 10])
        for first in range(0, QUESTIONS, 10)
    )
    publish_form(meeting, Form((Page({"en": "Everything"}, sections),)), by=SYSTEM, at=at)
    return "/en/register/long-form/1/"


def token(email: str) -> str:
    """Make an officer with a token for programs and give its secret."""
    from comitia.accounts.models import Person
    from comitia.platform.clock import now
    from tests.factories.accounts import make_token

    sign_in(email, role="secretariat")
    return make_token(Person.objects.get(email=email), at=now())


def fill_list() -> None:
    """Fill the secretariat's list up to 3,000 registrations."""
    from comitia.accounts.models import Person
    from comitia.accreditation.models import Category, Registration
    from comitia.platform.clock import now

    at = now()
    missing = range(LISTED - Registration.objects.count())
    people = Person.objects.bulk_create(
        Person(email=f"listed{number}@example.org", name=f"Listed {number}", created_at=at) for number in missing
    )
    category = Category.objects.select_related("meeting").get(code="press", meeting__slug=MEETING)
    Registration.objects.bulk_create(
        Registration(
            meeting=category.meeting,
            person=person,
            category=category,
            state="submitted",
            started_at=at,
            submitted_at=at - timedelta(minutes=number),
            changed_at=at,
            search_text=f"listed {number}\nlisted{number}@example.org",
        )
        for number, person in enumerate(people)
    )
