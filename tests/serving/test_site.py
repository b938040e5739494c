"""What the server takes from the site's settings."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from comitia.platform.jobs.backend import JobTask
from comitia.serving.proxies import networks_of
from comitia.serving.site import config_of, periodic_tasks


def test_trusted_proxies_are_addresses_and_networks():
    assert networks_of("127.0.0.1, 10.0.0.0/8,::1") == (
        ip_network("127.0.0.1/32"),
        ip_network("10.0.0.0/8"),
        ip_network("::1/128"),
    )
    assert networks_of("") == ()
    with pytest.raises(ValueError, match=r"proxy\.example"):
        networks_of("127.0.0.1, proxy.example")


def test_limits_languages_and_cookies_come_from_the_settings():
    config = config_of(settings.COMITIA)
    assert (config.threads, config.body_limit, config.release) == (4, 26 * 2**20, settings.RELEASE)
    assert (config.session_cookie, config.languages[0], config.media_root) == ("sessionid", "en", settings.MEDIA_ROOT)
    assert f"{config.static_prefix}{config.release}/" == settings.STATIC_URL


def test_every_periodic_task_exists_and_needs_no_argument():
    for entry in periodic_tasks():
        assert isinstance(import_string(entry.task), JobTask)
        assert entry.every >= timedelta(minutes=1)
