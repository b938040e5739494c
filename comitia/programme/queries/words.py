"""What the kinds, audiences, parts and changes of a programme are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KIND_NAMES = {
    "plenary": pgettext_lazy("kind of session", "Plenary"),
    "committee": pgettext_lazy("kind of session", "Committee"),
    "forum": pgettext_lazy("kind of session", "Forum"),
    "matchmaking": pgettext_lazy("kind of session", "Matchmaking"),
    "showcase": pgettext_lazy("kind of session", "Showcase"),
    "ceremony": pgettext_lazy("kind of session", "Ceremony"),
    "tour": pgettext_lazy("kind of session", "Tour"),
    "social": pgettext_lazy("kind of session", "Social"),
    "break": pgettext_lazy("kind of session", "Break"),
    "logistics": pgettext_lazy("kind of session", "Arrival and practical matters"),
    "other": pgettext_lazy("kind of session", "Other"),
}
AUDIENCE_NAMES = {
    "everyone": _("Open to all"),
    "delegations": _("Delegations"),
    "members_vote": _("Members vote, observers follow"),
    "by_appointment": _("By appointment"),
}
PART_NAMES = {
    "speaker": pgettext_lazy("part in a session", "Speaker"),
    "moderator": pgettext_lazy("part in a session", "Moderator"),
    "panellist": pgettext_lazy("part in a session", "Panellist"),
    "keynote": pgettext_lazy("part in a session", "Keynote"),
    "chair": pgettext_lazy("part in a session", "Chair"),
}
CHANGE_NAMES = {
    "new": pgettext_lazy("sessions of a programme", "New"),
    "moved": pgettext_lazy("sessions of a programme", "Moved"),
    "changed": pgettext_lazy("sessions of a programme", "Changed"),
    "cancelled": pgettext_lazy("sessions of a programme", "Cancelled"),
}
VALUE_NAMES = {
    "titles": pgettext_lazy("part of a session", "title"),
    "summaries": pgettext_lazy("part of a session", "summary"),
    "speakers": pgettext_lazy("part of a session", "speakers"),
    "languages": pgettext_lazy("part of a session", "languages"),
    "audience": pgettext_lazy("part of a session", "who may attend"),
    "kind": pgettext_lazy("part of a session", "kind"),
    "capacity": pgettext_lazy("part of a session", "places"),
    "takes_sign_up": pgettext_lazy("part of a session", "sign-up"),
}
