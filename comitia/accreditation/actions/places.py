"""Takes and frees the places of a category; the database itself refuses one too many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from comitia.accreditation.models import Category, Registration


def take_place(registration: Registration, category: Category) -> bool:
    """Give a registration a place in a category, with the one it may hold elsewhere given up; say whether there was one.

    One conditional UPDATE: of many who want the last place at once, one finds it.
    """
    if registration.holds_place and registration.category_id == category.pk:
        return True
    if registration.holds_place:
        # Of two people who change places with each other neither may wait for the other
        both = Category.objects.filter(pk__in=[registration.category_id, category.pk]).order_by("pk")
        list(both.select_for_update().values_list("pk"))
    free = Q(places=None) | Q(taken__lt=F("places"))
    if not Category.objects.filter(free, pk=category.pk).update(taken=F("taken") + 1):
        return False
    free_place(registration)
    registration.holds_place = True
    return True


def free_place(registration: Registration) -> None:
    """Give up the place that a registration holds, if it holds one."""
    if registration.holds_place:
        Category.objects.filter(pk=registration.category_id, taken__gt=0).update(taken=F("taken") - 1)
        registration.holds_place = False


def take_many(registrations: Sequence[Registration]) -> list[Registration]:
    """Take a place for each registration that was just written; give those for whom none is left, whom the caller refuses."""
    without: list[Registration] = []
    for category, listed in _by_category(registrations):
        enough = Q(places=None) | Q(places__gte=F("taken") + len(listed))
        if not Category.objects.filter(enough, pk=category.pk).update(taken=F("taken") + len(listed)):
            places, taken = Category.objects.values_list("places", "taken").get(pk=category.pk)
            without += listed[max(0, (places or 0) - taken) :]
    return without


def free_many(registrations: Iterable[Registration]) -> None:
    """Give up the places of registrations; the caller saves that they hold none."""
    for category, listed in _by_category(one for one in registrations if one.holds_place):
        Category.objects.filter(pk=category.pk).update(taken=F("taken") - len(listed))


def _by_category(registrations: Iterable[Registration]) -> list[tuple[Category, list[Registration]]]:
    listed: dict[int, tuple[Category, list[Registration]]] = {}
    for one in registrations:
        listed.setdefault(one.category_id, (one.category, []))[1].append(one)
    return [listed[pk] for pk in sorted(listed)]
