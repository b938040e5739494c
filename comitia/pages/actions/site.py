from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from comitia.journal.actions import record
from comitia.members.queries import organisation
from comitia.pages.actions.writing import write_page
from comitia.pages.models import HomePage
from comitia.platform.actors import SECRETARIAT, Actor
from comitia.platform.texts import ORIGINAL

HOME = "home"
STARTING_PAGES = Path(__file__).parent / "starting_pages.json"
PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page")
ADMIN_RIGHTS = (("wagtailadmin", "access_admin"), ("simple_translation", "submit_translation"))
FILE_RIGHTS = (
    ("wagtailimages", ("add_image", "change_image", "delete_image", "choose_image")),
    ("wagtaildocs", ("add_document", "change_document", "delete_document", "choose_document")),
)


@transaction.atomic
def prepare_site(*, by: Actor, at: datetime) -> bool:
    """Make what a site needs before anybody edits it: languages, the tree with its first pages, and what the secretariat may do.

    What is already there stays as it is; say whether the tree was made now.
    """
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    _let_secretariat_edit()
    if HomePage.objects.exists():
        return False
    original = Locale.objects.get(language_code=ORIGINAL)
    root = Page.get_first_root_node()
    # Wagtail brings a page of its own to say welcome; the site goes with it.
    for welcome in root.get_children():
        welcome.delete()
    home = root.add_child(instance=HomePage(title=organisation().name, slug=HOME, locale=original, live=False))
    address = urlsplit(settings.BASE_URL)
    Site.objects.create(
        hostname=address.hostname or "localhost", port=address.port or 80, root_page=home, is_default_site=True
    )
    for page in json.loads(STARTING_PAGES.read_text("utf-8")):
        write_page(language=ORIGINAL, by=by, at=at, **page)
    record("prepare_site", "site", by=by, at=at)
    return True


def _let_secretariat_edit() -> None:
    """Give the group of the secretariat the rights to edit pages, pictures and documents, and nothing else of Wagtail."""
    group, _made = Group.objects.get_or_create(name=SECRETARIAT)
    for app, codename in ADMIN_RIGHTS:
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    root = Page.get_first_root_node()
    for codename in PAGE_RIGHTS:
        right = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)
    everything = Collection.get_first_root_node()
    for app, codenames in FILE_RIGHTS:
        for right in Permission.objects.filter(content_type__app_label=app, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=everything, permission=right)
