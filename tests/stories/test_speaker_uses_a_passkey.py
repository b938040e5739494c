"""A speaker adds a passkey, comes in with it, and signs out a device they have left behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Site, sign_in, violations

pytestmark = pytest.mark.browser

HOST = "localhost"  # a passkey belongs to a name, not to a number
SPEAKER = "elina.example@comitia.example"


def test_a_speaker_uses_a_passkey(open_page: Callable[..., Page], site: Site) -> None:
    left_behind = open_page("/en/")
    sign_in(left_behind, site, SPEAKER)
    page = open_page("/en/")
    plug_in_authenticator(page)

    # They come in by a link this once, and add the passkey of their device
    sign_in(page, site, SPEAKER)
    page.goto("/en/accounts/2fa/")
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Name").fill("My telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("link", name="I have kept them: go on")).to_be_visible()
    assert violations(page) == []
    page.goto("/en/accounts/2fa/webauthn/")
    expect(page.locator(".devices")).to_contain_text("My telephone")
    assert violations(page) == []
    page.get_by_role("link", name="Rename My telephone").click()
    assert violations(page) == []
    page.get_by_label("Name of the passkey").fill("The blue telephone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".devices")).to_contain_text("The blue telephone")
    page.get_by_role("link", name="Remove The blue telephone").click()
    assert violations(page) == []

    # Out, and in again with nothing but the passkey, to where they wanted to go
    sign_out(page)
    page.goto("/en/agenda/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My agenda")

    # They see where they are signed in, and sign out what they left behind
    page.goto("/en/accounts/sessions/")
    expect(page.locator(".devices li")).to_have_count(2)
    expect(page.locator(".devices li", has_text="This device")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.locator(".devices li")).to_have_count(1)
    left_behind.goto("/en/my/")
    expect(left_behind.get_by_role("heading", level=1)).to_have_text("Sign in or sign up")

    # With a link in a letter the passkey is asked for as the second factor
    sign_in(left_behind, site, SPEAKER)
    expect(left_behind.get_by_role("heading", level=1)).to_have_text("One more step")
    assert violations(left_behind) == []
    left_behind.get_by_role("button", name="Do not sign in").click()
    expect(left_behind.get_by_role("heading", level=1)).to_have_text("Sign in or sign up")


def test_a_device_that_refuses_says_what_to_do(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page("/en/accounts/login/")
    plug_in_authenticator(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_have_text("The passkey was not used. Try again, or have a link sent.")


def plug_in_authenticator(page: Page) -> None:
    """Give the browser a device that makes passkeys, as a telephone or a security key would."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page) -> None:
    page.locator(".drop--account summary").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
