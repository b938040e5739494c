from __future__ import annotations

from comitia.members.models import Member


def shown_name(member: Member, language: str) -> str:
    """Give the native name to readers of that language, and the common one to all others."""
    is_theirs = member.native_name and member.native_language == language.partition("-")[0]
    return member.native_name if is_theirs else member.name
