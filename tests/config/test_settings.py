"""Settings are typed, documented, and refuse what is unsafe in a sentence."""

from __future__ import annotations

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from comitia.config import environment

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "operator.md"


def test_every_setting_is_in_the_operator_guide_with_its_default():
    rows = {
        line.split("`")[1]: line for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| `COMITIA_")
    }
    settings = {environment.variable(item.name): item for item in fields(environment.Environment)}
    assert rows.keys() == settings.keys()
    for name, item in settings.items():
        default = {False: "no", "": "empty", Path(): "empty"}.get(item.default, str(item.default))
        assert rows[name].split("|")[2].strip(" `") == default, name


def test_defaults_need_no_variable():
    assert environment.read({}) == environment.Environment()


def test_the_address_of_the_site_follows_the_port_unless_it_is_set():
    assert environment.read({"COMITIA_PORT": "9000"}).base_url == "http://127.0.0.1:9000"
    assert (
        environment.read({"COMITIA_PORT": "9000", "COMITIA_BASE_URL": "https://a.example"}).base_url
        == "https://a.example"
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"COMITIA_PORT": "eighty"}, "COMITIA_PORT is 'eighty'; it must be a whole number."),
        ({"COMITIA_DEBUG": "perhaps"}, "COMITIA_DEBUG is 'perhaps'; it must be yes or no."),
        ({"COMITIA_PROT": "8000"}, "Unknown setting COMITIA_PROT. `comitia settings` lists all of them."),
        ({"COMITIA_THREADS": "0"}, "COMITIA_THREADS must be 1 or more."),
        ({"COMITIA_DATABASE_URL": "mysql://host/name"}, "COMITIA_DATABASE_URL must begin with postgresql://."),
        ({"COMITIA_EMAIL_URL": "mail.example.org"}, "COMITIA_EMAIL_URL must begin with smtp://."),
        (
            {"COMITIA_TRUSTED_PROXIES": "proxy.example.org"},
            "COMITIA_TRUSTED_PROXIES must be addresses such as 10.0.0.5 or 10.0.0.0/24, with commas between.",
        ),
        (
            {"COMITIA_OIDC_PROVIDERS": "/nowhere.json"},
            "COMITIA_OIDC_PROVIDERS must be the path of a JSON file; there is none at that path.",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_a_sentence(values, sentence):
    with pytest.raises(environment.SettingError) as refusal:
        environment.read(values)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "values",
    [
        {"COMITIA_BASE_URL": "http://comitia.example"},
        {"COMITIA_BASE_URL": "https://comitia.example", "COMITIA_DEBUG": "yes"},
        {"COMITIA_BASE_URL": "comitia.example"},
    ],
)
def test_an_unsafe_combination_does_not_start(values):
    with pytest.raises(environment.SettingError):
        environment.read(values)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    settings = environment.Environment(data_dir=tmp_path)
    first = environment.secret_key(settings)
    assert environment.secret_key(settings) == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
