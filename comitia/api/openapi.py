"""Writes the description of the API that is checked in: `python -m comitia.api.openapi`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django

FILE = Path(__file__).with_name("openapi.json")


def document() -> str:
    """Give the description as it is served, in a form that a person can compare."""
    from comitia.api.urls import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
    django.setup()
    FILE.write_text(document(), "utf-8")
