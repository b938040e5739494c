from comitia.accreditation.models.badges import BadgeDesign, BadgeRun, CheckIn, IssuedLetter, LetterTemplate
from comitia.accreditation.models.delegations import (
    Credential,
    Delegate,
    Delegation,
    FocalPoint,
    LetterOfMandate,
    ObserverEntity,
)
from comitia.accreditation.models.forms import Category, FormVersion, Mode
from comitia.accreditation.models.invitations import Invitation, InvitationTable
from comitia.accreditation.models.mailing import Mailing
from comitia.accreditation.models.places import Pool, Quota, WaitingEntry
from comitia.accreditation.models.registrations import Registration

__all__ = [
    "BadgeDesign",
    "BadgeRun",
    "Category",
    "CheckIn",
    "Credential",
    "Delegate",
    "Delegation",
    "FocalPoint",
    "FormVersion",
    "Invitation",
    "InvitationTable",
    "IssuedLetter",
    "LetterOfMandate",
    "LetterTemplate",
    "Mailing",
    "Mode",
    "ObserverEntity",
    "Pool",
    "Quota",
    "Registration",
    "WaitingEntry",
]
