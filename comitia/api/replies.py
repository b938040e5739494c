"""Answers of the API: stored bytes with an ETag, and problems with code and sentence."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

JSON = "application/json; charset=utf-8"
encode = msgspec.json.Encoder().encode


def stored(request: HttpRequest, name: str, state: str, read: Callable[[], Any]) -> HttpResponse:
    """Answer with what is stored for a state of the data, read and encoded once; "not modified" to those who have it."""
    tag = blake2b(f"{settings.RELEASE}:{name}:{state}".encode(), digest_size=12).hexdigest()
    etag = f'"{tag}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return _public(unchanged, etag)
    content = cache.get(f"api:{tag}")
    if content is None:
        content = encode(read())
        cache.set(f"api:{tag}", content, 3600)
    return _public(HttpResponse(content, content_type=JSON), etag)


def told(request: HttpRequest, data: Any) -> HttpResponse:
    """Answer with data that is cheap to read."""
    content = encode(data)
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    response = HttpResponse(content, content_type=JSON)
    return _public(get_conditional_response(request, etag=etag, response=response) or response, etag)


def problem(request: HttpRequest, code: str, sentence: Any, *, status: int) -> HttpResponse:
    # Otherwise the search for the language of a page would send a "not found" on to a page for people.
    request.urlconf = "comitia.api.urls"
    response = HttpResponse(encode({"code": code, "sentence": str(sentence)}), content_type=JSON, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _public(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    # Everything here is public and no cookie is read, so any page may ask.
    response["Access-Control-Allow-Origin"] = "*"
    return response
