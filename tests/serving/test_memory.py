"""What is dropped to save memory is missed by nobody: the site says the same before and after."""

import json
import subprocess
import sys

import pytest

# In a process of its own: what is dropped stays dropped.
SAID = """
import json
import sys
from datetime import date
import django
django.setup()
from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.localedata import load
from babel.numbers import format_decimal
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.translation import trans_real
from comitia.platform.dates import day_in_words
from comitia.platform.money import money_text
from comitia.serving import memory

LANGUAGES = ("en", "ko", "ru", "zh-hans", "es", "tr", "ar")
if sys.argv[1] == "trimmed":
    memory.trim(LANGUAGES)


def routes(resolver):
    names = [name for name in resolver.reverse_dict if isinstance(name, str)]
    own = {name: [[bits, pattern] for bits, pattern, *_more in resolver.reverse_dict.getlist(name)] for name in names}
    spaces = {space: [prefix, routes(inside)] for space, (prefix, inside) in resolver.namespace_dict.items()}
    return [own, spaces, resolver.app_dict]


said = {}
for code in LANGUAGES:
    locale = Locale.parse(code, sep="-")
    with translation.override(code):
        said[code] = (
            str(locale),
            format_date(date(2020, 11, 18), "full", locale),
            format_decimal(1234567.8, locale=locale),
            get_timezone_location("Asia/Seoul", locale=locale, return_city=True),
            dict(locale.territories)["KR"],
            money_text(150050, "USD"),
            money_text(7, "JPY"),
            day_in_words(date(2020, 11, 18)),
            translation.gettext("Save"),
            [translation.ngettext("%(num)d day", "%(num)d days", n) for n in (1, 2, 5)],
            reverse("wagtailadmin_home"),
            reverse("account_login"),
            routes(get_resolver()),
        )
catalogues = [dict(trans_real.translation(code)._catalog.items()) for code in LANGUAGES]
keys = [next((key for key in one if key == "Save"), None) for one in catalogues[1:]]
cms = next(one for one in get_resolver().url_patterns if str(one.pattern) == "cms/")
held = {
    "units": "unit_patterns" in load("ru"),
    "copies": len({id(key) for key in keys}),
    "routes": len({id(one) for one in cms._reverse_dict.values()}),
    "views": any(callable(key) for key in get_resolver().reverse_dict),
}
print(json.dumps({"said": said, "held": held}))
"""


def asked(how: str, folder) -> dict:
    env = {"COMITIA_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "comitia.config.settings", "PYTHONPATH": "."}
    ran = subprocess.run(
        [sys.executable, "-c", SAID, how], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[dict, dict]:
    folder = tmp_path_factory.mktemp("data")
    return asked("whole", folder), asked("trimmed", folder)


def test_dates_places_texts_and_addresses_are_the_same_in_every_language(both) -> None:
    whole, trimmed = both
    assert trimmed["said"] == whole["said"]


def test_measures_are_dropped_and_messages_and_addresses_are_held_once(both) -> None:
    whole, trimmed = both
    assert whole["held"] == {"units": True, "copies": 6, "routes": 7, "views": True}
    assert trimmed["held"] == {"units": False, "copies": 1, "routes": 1, "views": False}
