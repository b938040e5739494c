"""The description of the API: what django-ninja says of itself, with the problems that any address may answer."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from comitia.api.access import Token
from comitia.api.replies import PROBLEM

SCOPE = "x-scope"
PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
ANY_ADDRESS = {"429": "Too many requests"}
WITH_TOKEN = {"401": "No token, or one that is not good", "403": "Not with this token"}
WITH_BODY = {"400": "Not JSON"}


class DescribedAPI(NinjaAPI):
    """An API whose description names problems by their own media type, and the scope that each address wants."""

    def get_openapi_schema(self, **how: Any) -> Any:
        schema = super().get_openapi_schema(**how)
        for methods in schema["paths"].values():
            for operation in methods.values():
                _describe(operation)
        schema["components"]["securitySchemes"] = {"Token": {"type": "http", "scheme": "bearer"}}
        return schema


def needs(scope: str) -> dict[str, Any]:
    """Give the arguments by which a route wants a token with a scope, and says so in the description."""
    return {"auth": Token(scope), "openapi_extra": {SCOPE: scope}}


def _describe(operation: dict[str, Any]) -> None:
    more = dict(ANY_ADDRESS)
    if scope := operation.pop(SCOPE, ""):
        operation["security"] = [{"Token": [scope]}]
        more |= WITH_TOKEN
    if "requestBody" in operation:
        more |= WITH_BODY
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    operation["responses"] = responses
    for status, words in more.items():
        responses.setdefault(status, {"description": words})
    for status, answer in responses.items():
        if status >= "400":
            answer["content"] = {PROBLEM: {"schema": PROBLEM_SCHEMA}}
