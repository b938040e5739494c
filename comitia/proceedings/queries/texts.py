"""The texts of motions as values of the core."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from comitia.core.drafting.codec import operations_from_json, text_from_json
from comitia.core.drafting.operations import Operation
from comitia.core.drafting.order import OrderPolicy, voting_order
from comitia.core.drafting.texts import Text
from comitia.core.governance.motions import OPEN_AMENDMENTS, STANDING_AMENDMENTS
from comitia.platform.texts import ORIGINAL
from comitia.proceedings.models import Amendment, Motion, MotionVersion


def current_version(motion: Motion) -> MotionVersion | None:
    """Give the newest version of a motion's text; None for a procedural motion, which has none."""
    return MotionVersion.objects.filter(motion=motion).order_by("-number").first()


def text_of(version: MotionVersion) -> Text:
    """Read the text of a version."""
    return text_from_json(version.text)


def operations_of(amendment: Amendment) -> tuple[Operation, ...]:
    """Read what an amendment does."""
    return operations_from_json(amendment.operations)


def open_amendments(version: MotionVersion) -> list[Amendment]:
    """Give the amendments to a version that wait for a ruling or a vote, as they were lodged."""
    found = Amendment.objects.filter(version=version, state__in=OPEN_AMENDMENTS)
    return list(found.select_related("mover").order_by("number"))


def standing_amendments(version: MotionVersion) -> list[Amendment]:
    """Give the amendments to a version that were carried or accepted, in the order in which they were."""
    found = Amendment.objects.filter(version=version, state__in=STANDING_AMENDMENTS)
    return list(found.select_related("mover").order_by("settled", "number"))


def settled_so_far(version: MotionVersion) -> int:
    """Count the amendments to a version that were carried or accepted."""
    return Amendment.objects.filter(version=version, state__in=STANDING_AMENDMENTS).count()


def in_voting_order(version: MotionVersion, amendments: list[Amendment]) -> list[Amendment]:
    """Put amendments in the order of voting: as the chair put them, else the furthest from the text first."""
    by_number = {one.number: one for one in amendments}
    placed = sorted((one for one in amendments if one.order is not None), key=lambda one: (one.order, one.number))
    lodged = {number: operations_of(one) for number, one in sorted(by_number.items())}
    policy = OrderPolicy.CHAIR if placed else OrderPolicy.FARTHEST_FIRST
    order = voting_order(text_of(version), lodged, policy=policy, by_chair=[one.number for one in placed])
    return [by_number[number] for number in order]


def is_amended(motion: Motion) -> bool:
    """Say whether the committee has carried an amendment to a motion, or its text has another version already."""
    amended = Q(amendments__state=Amendment.State.CARRIED) | Q(versions__number__gt=1)
    return Motion.objects.filter(amended, pk=motion.pk).exists()


def reading_language(there: Collection[str], *wanted: str) -> tuple[str, list[str]]:
    """Choose in which language a text is read: the first one wanted that it has, else the original one; and give all."""
    codes = sorted(there)
    return next((code for code in (*wanted, ORIGINAL, *codes) if code in there), ORIGINAL), codes
