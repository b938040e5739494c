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
from comitia.accreditation.models.invitations import Invitation
from comitia.accreditation.models.places import Place, Pool, Quota, WaitingEntry
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
    "IssuedLetter",
    "LetterOfMandate",
    "LetterTemplate",
    "Mode",
    "ObserverEntity",
    "Place",
    "Pool",
    "Quota",
    "Registration",
    "WaitingEntry",
]
