"""Pages that say what went wrong, and what to do next."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory

from comitia.platform.database.base import DatabaseBusyError
from comitia.web import errors

HERE = {"origin": "http://testserver"}


def broken_by(error: Exception, request):
    try:
        raise error
    except type(error):
        return errors.broken(request)


def a_post(**headers: str):
    return RequestFactory().post("/en/my/?a=1", {"name": "Ünal <i>\nSerik", "password1": "hidden"}, headers=headers)


def test_a_busy_database_gives_back_what_was_typed_without_asking_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = broken_by(DatabaseBusyError("busy"), a_post(**HERE))
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Nothing you typed is lost" in page
    assert 'action="/en/my/?a=1"' in page
    assert "Ünal &lt;i&gt;\nSerik</textarea>" in page
    assert "hidden</textarea>" not in page


def test_a_full_disk_is_said_to_be_full():
    response = broken_by(OperationalError("database or disk is full"), a_post(**HERE))
    assert "The disk of the server is full" in response.content.decode()


def test_a_mistake_of_ours_is_ours_and_is_not_sent_again():
    response = broken_by(ValueError("secret"), a_post(**HERE))
    page = response.content.decode()
    assert response.status_code == 500
    assert "This is our mistake, not yours." in page
    assert "secret" not in page
    assert "Serik" not in page


def test_what_another_site_sent_is_not_given_back():
    response = broken_by(DatabaseBusyError("busy"), a_post(origin="https://evil.example"))
    assert "Serik" not in response.content.decode()


@pytest.mark.django_db
def test_a_refusal_shows_its_sentence():
    request = Client().get("/en/accounts/login/").wsgi_request
    response = errors.forbidden(request, PermissionDenied("This page is for people with another role."))
    assert response.status_code == 403
    assert "This page is for people with another role." in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_missing_page_leads_to_the_first_one(language):
    response = Client().get(f"/{language}/accounts/nowhere/")
    assert response.status_code == 404
    assert f'class="button" href="/{language}/"' in response.content.decode()


@pytest.mark.django_db
def test_a_request_that_cannot_be_read_gets_an_answer():
    response = Client().post("/en/accounts/login/", "x" * 10, content_type="multipart/form-data")
    assert response.status_code == 400
    assert "We could not read this" in response.content.decode()
