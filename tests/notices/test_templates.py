"""Each letter has one text in one language: the secretariat's own or the shipped one, as a whole."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation
from jinja2 import meta

from comitia.journal.models import Entry
from comitia.notices import queries
from comitia.notices.actions import declare_kind, reset_template, save_template, write_letter
from comitia.notices.models import Mail, MailTemplate
from comitia.notices.policies import faults_of, kinds
from comitia.platform.actors import SYSTEM
from comitia.platform.answers import RefusedError
from tests.notices.letters import AT, WORDS, keep

pytestmark = pytest.mark.django_db


def written(language, category="", **more):
    found = queries.written("sample", language, category, WORDS, **more)
    return found.subject, found.language


def test_a_category_comes_before_all_and_a_language_before_english(sample):
    assert written("es", "press") == ("Shipped", "en")
    keep("en", subject="English")
    assert written("es") == ("English", "en")
    keep("es", subject="Español")
    keep("en", category="press", subject="English press")
    assert [written("es"), written("es", "press"), written("en", "press"), written("ko", "press")] == [
        ("Español", "es"),
        ("Español", "es"),
        ("English press", "en"),
        ("English press", "en"),
    ]
    keep("es", category="press", subject="Prensa")
    assert written("es", "press") == ("Prensa", "es")


def test_a_letter_is_in_one_language_even_if_it_is_not_the_readers(sample):
    keep("en", subject="{meeting}: {category}", text="{greeting} {day} {address}")
    with translation.override("es"):
        write_letter(
            "sample", key="a", to="a@example.org", person=None, language="es", at=AT, words={**WORDS, "name": ""}
        )
    kept = Mail.objects.get()
    assert (kept.language, kept.subject, kept.text) == (
        "en",
        "Registrations: Observer",
        "Good day, November 17, 2020 https://a.example/en/",
    )


def test_own_words_are_kept_in_the_journal_and_given_up(sample, django_capture_on_commit_callbacks):
    keep("es", category="press", subject="Prensa")
    keep("es", subject="Todos")
    with django_capture_on_commit_callbacks(execute=True):
        reset_template("sample", category="press", language="es", by=SYSTEM, at=AT)
    assert written("es", "press") == ("Todos", "es")
    assert [(entry.verb, entry.subject) for entry in Entry.objects.order_by("number")] == [
        ("save_mail_template", "mail_template:sample:press:es"),
        ("save_mail_template", "mail_template:sample:all:es"),
        ("reset_mail_template", "mail_template:sample:press:es"),
    ]
    with pytest.raises(RefusedError, match="not_changed"):
        reset_template("sample", category="press", language="es", by=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("subject", "text", "code"),
    [("Hello {name}", "{address}", "template_untrusted"), ("Hello", "{address} {nothing}", "template_unknown")],
)
def test_a_text_with_a_word_that_may_not_be_there_is_not_kept(sample, subject, text, code):
    with pytest.raises(RefusedError, match=code):
        keep(subject=subject, text=text)
    assert not MailTemplate.objects.exists()


def test_two_officers_who_change_one_text_notice_each_other(sample):
    keep(subject="First")
    seen = queries.template_record("sample", "en", "").token
    keep(subject="Second")
    with pytest.raises(RefusedError, match="changed_meanwhile"):
        save_template(
            "sample", category="", language="en", subject="Third", text="{address}", seen=seen, by=SYSTEM, at=AT
        )
    assert MailTemplate.objects.get().subject == "Second"


def test_a_preview_has_the_words_of_a_person_or_examples(sample):
    def shown(person):
        found, is_real = queries.preview("sample", language="es", subject="Hola", text="{name}", person=person)
        return found.text, is_real

    assert [shown(UUID(int=7)), shown(UUID(int=11)), shown(None)] == [
        ("es 7", True),
        ("Saltanat", False),
        ("Saltanat", False),
    ]


def test_a_name_of_a_kind_is_used_once(sample):
    with pytest.raises(ValueError, match="sample"):
        declare_kind("sample", label="Another", placeholders=())


@pytest.mark.parametrize("kind", [one for one in kinds() if one.name != "sample"], ids=lambda kind: kind.name)
def test_every_shipped_text_has_only_words_that_are_declared_in_every_language(kind):
    environment = engines.all()[0].env
    source = environment.loader.get_source(environment, f"letters/{kind.name}.txt")[0]
    used = meta.find_undeclared_variables(environment.parse(source)) - environment.globals.keys()
    assert used - kind.offered.keys() == set()
    for language, _name in settings.LANGUAGES:
        template = queries.template_in_use(kind.name, language)
        assert faults_of(kind, template.subject, template.text) == []
