"""What the desk offers to choose from."""

from __future__ import annotations

from comitia.documents.models import Document, LanguageVersion, Waiver

Choices = list[tuple[str, str]]


def kind_choices() -> Choices:
    return [(kind.value, str(kind.label)) for kind in Document.Kind]


def level_choices() -> Choices:
    return [(level.value, str(level.label)) for level in Document.Level]


def translation_choices() -> Choices:
    """List what a version in another language than the original's may be."""
    status = LanguageVersion.Status
    return [(one.value, str(one.label)) for one in status if one is not status.ORIGINAL]


def majority_choices() -> Choices:
    return [(majority.value, str(majority.label)) for majority in Waiver.Majority]
