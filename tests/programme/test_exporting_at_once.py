"""Many systems ask for the programme the moment it is released."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from comitia.programme.actions.exporting import build_export
from comitia.programme.models import Export
from tests.factories.programme import AT, make_meeting, make_sessions


def build(_number: int) -> str:
    try:
        return build_export("excom-2020", form="xml", language="en", site="https://wego.example", at=AT).etag
    finally:
        connections.close_all()


def test_an_export_asked_for_sixteen_times_at_once_is_built_once(committed) -> None:
    make_sessions(make_meeting(), 10)
    with ThreadPoolExecutor(16) as pool:
        etags = set(pool.map(build, range(16)))
    assert (len(etags), list(Export.objects.values_list("etag", flat=True))) == (1, list(etags))
