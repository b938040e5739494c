"""Answers of the API: stored bytes with an ETag, and problems with code and sentence (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Any

import msgspec
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json"
encode = msgspec.json.Encoder().encode


def stored(request: HttpRequest, name: str, state: str, read: Callable[[], Any]) -> HttpResponse:
    """Answer with what is stored for a state of the data, read and encoded once; "not modified" to those who have it."""
    tag = blake2b(f"{settings.RELEASE}:{name}:{state}".encode(), digest_size=12).hexdigest()
    etag = f'"{tag}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return _public(request, unchanged, etag)
    content = cache.get(f"api:{tag}")
    if content is None:
        content = encode(read())
        cache.set(f"api:{tag}", content, 3600)
    return _public(request, HttpResponse(content, content_type=JSON), etag)


def told(request: HttpRequest, data: Any) -> HttpResponse:
    """Answer everybody with data that is cheap to read."""
    response, etag = _tagged(request, data)
    return _public(request, response, etag)


def told_holder(request: HttpRequest, data: Any) -> HttpResponse:
    """Answer the bearer of a token, and nobody else, with data that is cheap to read."""
    response, etag = _tagged(request, data)
    response["ETag"] = etag
    return private(request, response)


def private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Keep an answer from everybody but the bearer of the token."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization"])
    return _counted(request, response)


def problem(
    request: HttpRequest, code: str, sentence: Any, *, status: int, faults: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer with a refusal; `faults` say what is wrong with what was given, each by its name."""
    # Otherwise the search for the language of a page would send a "not found" on to a page for people.
    request.urlconf = "comitia.api.urls"
    told = {"status": status, "code": code, "detail": str(sentence)}
    content = encode({**told, "faults": dict(faults)} if faults else told)
    response = HttpResponse(content, content_type=PROBLEM, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return _counted(request, response)


def _tagged(request: HttpRequest, data: Any) -> tuple[HttpResponse, str]:
    content = encode(data)
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    response = HttpResponse(content, content_type=JSON)
    return get_conditional_response(request, etag=etag, response=response) or response, etag


def _public(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    # Everything here is public and no cookie is read, so any page may ask.
    response["Access-Control-Allow-Origin"] = "*"
    return _counted(request, response)


def _counted(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say how many requests are left, if they were counted."""
    allowance = getattr(request, "allowance", None)
    if allowance is not None:
        response["RateLimit-Limit"] = str(allowance.limit)
        response["RateLimit-Remaining"] = str(allowance.remaining)
        response["RateLimit-Reset"] = str(allowance.reset)
    return response
