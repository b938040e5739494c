from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

CARD = "fill-640x360|format-webp"
WIDE = "format-{avif,webp}|width-{480,960,1440}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at one size."""

    url: str
    width: int
    height: int
    alt: str


def load_renditions(body: Iterable[Any], *pictures: Any) -> None:
    """Read the sizes of all pictures of a page in one statement."""
    in_body = [block.value["picture"] for block in body if block.block_type == "picture"]
    images = [picture for picture in (*in_body, *pictures) if picture is not None]
    if images:
        prefetch_related_objects(images, "renditions")


def card_picture(image: Any) -> Picture | None:
    """Give a picture as a card shows it; its size is made at first use."""
    if image is None:
        return None
    rendition = image.get_rendition(CARD)
    return Picture(rendition.url, rendition.width, rendition.height, image.default_alt_text)
