"""What is done with registrations."""

from comitia.accreditation.actions.composing import RowsRefusedError, compose
from comitia.accreditation.actions.credentials import Decided, Decision, decide_credentials, set_provisional_vote
from comitia.accreditation.actions.deciding import Outcome, decide, decide_many, export
from comitia.accreditation.actions.delegations import open_delegations, save_observer_entity
from comitia.accreditation.actions.focal_points import (
    end_focal_point,
    invite_focal_point,
    remind_focal_points,
    take_up,
)
from comitia.accreditation.actions.form_versions import FormRefusedError, publish_form
from comitia.accreditation.actions.handing_over import replace_head, set_away
from comitia.accreditation.actions.keeping import forget_person, save_category
from comitia.accreditation.actions.letters_of_mandate import (
    open_letter,
    receive_file,
    receive_letter,
    release_letter,
)
from comitia.accreditation.actions.quotas import remove_quota, save_quota
from comitia.accreditation.actions.registering import (
    AnswersRefusedError,
    Saved,
    Sent,
    Upload,
    save_page,
    submit,
    withdraw,
)
from comitia.accreditation.actions.sessions import sign_up_by
from comitia.accreditation.actions.waiting import (
    confirm_offer,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
    offer_now,
    remove_from_waiting_list,
)

__all__ = [
    "AnswersRefusedError",
    "Decided",
    "Decision",
    "FormRefusedError",
    "Outcome",
    "RowsRefusedError",
    "Saved",
    "Sent",
    "Upload",
    "compose",
    "confirm_offer",
    "decide",
    "decide_credentials",
    "decide_many",
    "end_focal_point",
    "expire_offers",
    "export",
    "forget_person",
    "invite_focal_point",
    "join_waiting_list",
    "leave_waiting_list",
    "offer_now",
    "open_delegations",
    "open_letter",
    "publish_form",
    "receive_file",
    "receive_letter",
    "release_letter",
    "remind_focal_points",
    "remove_from_waiting_list",
    "remove_quota",
    "replace_head",
    "save_category",
    "save_observer_entity",
    "save_page",
    "save_quota",
    "set_away",
    "set_provisional_vote",
    "sign_up_by",
    "submit",
    "take_up",
    "withdraw",
]
