from __future__ import annotations

from django.core.management import call_command
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from comitia.pages.queries import CARD, WIDE


@task()
def publish_scheduled() -> None:
    """Publish and take down the pages whose time has come; runs every minute."""
    call_command("publish_scheduled")


@task()
def make_renditions(image: int) -> None:
    """Make the sizes in which pages show a picture, so that no reader waits for them."""
    found = get_image_model().objects.filter(pk=image).first()
    if found is not None:
        found.get_renditions(CARD, *Filter.expand_spec(WIDE))
