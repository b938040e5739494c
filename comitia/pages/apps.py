from typing import Any

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "comitia.pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell everybody who keeps public pages when staff change one, and make the sizes of new pictures."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.images import get_image_model
        from wagtail.models import Page
        from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

        from comitia.pages.tasks import make_renditions
        from comitia.platform.bus import announce_on_commit
        from comitia.platform.kept import PUBLIC_CHANGED

        def resize(*, instance: Any, **_signal: object) -> None:
            make_renditions.using(dedupe_key=f"renditions:{instance.pk}").enqueue(instance.pk)  # type: ignore[call-arg]

        def announce(**_signal: object) -> None:
            announce_on_commit(PUBLIC_CHANGED, {})

        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(announce, weak=False, dispatch_uid="comitia.pages")
        post_delete.connect(announce, sender=Page, weak=False, dispatch_uid="comitia.pages")
        for signal in (post_save, post_delete):
            signal.connect(announce, sender=get_image_model(), weak=False, dispatch_uid="comitia.pages.images")
        post_save.connect(resize, sender=get_image_model(), weak=False, dispatch_uid="comitia.pages.sizes")
