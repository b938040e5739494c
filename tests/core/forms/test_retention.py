from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from comitia.core.forms.definition import Form, Kind, Page, Question, Section
from comitia.core.forms.retention import due_keys, erased_on, period_of

LAST_DAY = date(2020, 11, 17)
PERIODS = st.none() | st.integers(1, 400)


def form(**periods) -> Form:
    questions = tuple(Question(key, Kind.TEXT, retention_days=days) for key, days in periods.items())
    return Form((Page(sections=(Section("one", questions=questions),)),))


def test_an_answer_is_kept_through_the_last_of_its_days():
    assert erased_on(LAST_DAY, 1) == date(2020, 11, 19)


@given(then=PERIODS, now=PERIODS)
def test_what_was_promised_is_never_made_longer(then, now):
    period = period_of("a", form(a=then), form(a=now))
    assert (period is None) == (then is None and now is None)
    assert all(period <= days for days in (then, now) if days is not None)


@given(period=PERIODS, passed=st.integers(-10, 500))
def test_an_answer_is_due_once_its_days_are_over_and_never_without_a_period(period, passed):
    today = LAST_DAY + timedelta(days=passed)
    due = due_keys(["a"], given_under=form(a=period), asked_now=form(), last_day=LAST_DAY, today=today)
    assert due == ({"a"} if period is not None and passed > period else set())


def test_a_question_that_no_form_knows_has_no_period():
    assert period_of("gone", form(a=3), form(b=4)) is None
