"""Every "no" of a ballot in words: why a member has no vote, what cures it, what is wrong with a paper or a proxy."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comitia.core.ballots.papers import Fault, FaultCode
from comitia.core.ballots.roll import CURES as CURE_OF
from comitia.core.ballots.roll import Cure, Reason
from comitia.core.governance.proxies import ProxyCode
from comitia.platform.dates import day_in_words

REASONS: Final = {
    Reason.NO_MANDATE: _("This member holds no seat in the organ."),
    Reason.MANDATE_ENDED: _("The mandate of this member ended on %(day)s."),
    Reason.CATEGORY_DOES_NOT_VOTE: _("Members of this category take part without a vote."),
    Reason.SUSPENDED: _("The rights of this member are suspended."),
    Reason.ARREARS: _("The dues of this member are in arrears."),
    Reason.CREDENTIAL_REJECTED: _("The credentials of this delegation were rejected."),
    Reason.CREDENTIAL_MISSING: _("Nobody of this delegation has credentials to vote."),
    Reason.RECUSED: _("This member steps back from this matter."),
    Reason.ABSENT: _("Nobody is here for this member."),
    Reason.REPRESENTED_BY: _("%(proxy)s casts this vote by proxy."),
}
CURES: Final = {
    Cure.ASK_SECRETARIAT: _("Ask the secretariat if you think that this is a mistake."),
    Cure.PAY: _(
        "Pay what is due, or agree with the secretariat on instalments or a waiver; it counts from the next ballot."
    ),
    Cure.BRING_NEW_LETTER: _("The focal point uploads another letter, and the secretariat examines it."),
    Cure.BRING_LETTER: _("The focal point names a head and uploads the letter of mandate."),
    Cure.TAKE_RECUSAL_BACK: _("Take this back on the page of your vote before the next ballot on the matter opens."),
    Cure.COME_IN: _("Enter the sitting before the next ballot opens, or lodge a proxy if the rules allow one."),
    Cure.REVOKE_PROXY: _("Enter the sitting or revoke the proxy before the next ballot opens to cast it yourselves."),
}
FAULTS: Final = {
    FaultCode.NOTHING_CHOSEN: _("Nothing is chosen. Choose an answer, then send again."),
    FaultCode.UNREADABLE: _("This paper cannot be read. Load the page again and choose anew."),
    FaultCode.UNKNOWN_ANSWER: _(
        "This ballot does not have the answer that was sent. Load the page again and choose anew."
    ),
    FaultCode.NOT_A_NUMBER: _("Write votes as positive numbers, with at most six places after the point."),
    FaultCode.TOO_FEW: _("Too few options are chosen: at least %(about)s."),
    FaultCode.TOO_MANY: _("Too much is chosen: at most %(about)s."),
    FaultCode.TOO_MANY_FOR_ONE: _("One option has more votes than it may get. Give it fewer."),
    FaultCode.SPLIT_NOT_ALLOWED: _("The vote cannot be split in this ballot. Choose one answer."),
    FaultCode.SPLIT_SUM: _("The parts add up to %(about)s, which is not the weight of the vote. Correct them."),
}
PROXIES: Final = {
    ProxyCode.NOT_ALLOWED: _("The rules of this organ know no proxies. An alternate of the same delegation can vote."),
    ProxyCode.RULE_UNKNOWN: _(
        "The rules do not say whether proxies are allowed. The secretariat completes them first."
    ),
    ProxyCode.OWN: _("A member cannot be its own proxy. Choose another member."),
    ProxyCode.TOO_LATE: _(
        "It is too late to lodge a proxy now. Somebody of the delegation enters the sitting instead."
    ),
    ProxyCode.OTHER_REGION: _("The proxy must be held by a member of the same region. Choose one of them."),
    ProxyCode.OTHER_DELEGATION: _("The proxy must be held within the same delegation."),
    ProxyCode.CAP: _("This member holds as many proxies as the rules allow. Choose another member."),
    ProxyCode.CHAIN: _(
        "A proxy is not passed on: one of the two has given or holds one already. Choose another member."
    ),
    ProxyCode.ALREADY_LODGED: _("A proxy is lodged already. Revoke it first."),
    ProxyCode.PRINCIPAL_PRESENT: _("The member is here itself and casts its own vote now."),
    ProxyCode.NOT_HOLDER: _(
        "You do not hold the vote of this member. Whoever holds it now can cast it, or hand it over."
    ),
    ProxyCode.HOLDER_ABSENT: _("The member that holds this proxy is not here."),
    ProxyCode.ALREADY_CAST: _("This vote has been cast already."),
}


def why_not(reason: str, *, since: date | None) -> str:
    """Say why a member is not on the roll that was frozen, and what it can do for the next one."""
    code = Reason(reason)
    day = day_in_words(since) if since else ""
    parts = {"reason": REASONS[code] % {"day": day}, "cure": CURES[CURE_OF[code]]}
    return _now("The roll was frozen when the ballot opened, without this vote. %(reason)s %(cure)s") % parts


def fault_in_words(fault: Fault) -> Any:
    """Say what is wrong with a paper and how to put it right."""
    return FAULTS[fault.code] % {"about": fault.about}
