"""A program with a token, as short calls."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.test import Client

_keys = count(1)


class Program:
    """Asks the API with a token, and with a new key for each thing that it writes."""

    def __init__(self, secret: str, **headers: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {secret}", **headers})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/v1/{path}", query)

    def post(self, path: str, body: Any, *, key: str = "") -> Any:
        return self._write("post", path, body, key=key)

    def patch(self, path: str, body: Any, *, key: str = "") -> Any:
        return self._write("patch", path, body, key=key)

    def _write(self, method: str, path: str, body: Any, *, key: str) -> Any:
        return getattr(self._client, method)(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key or f"key-{next(_keys)}"},
        )
