"""What is done with registrations."""

from comitia.accreditation.actions.check_in import MOST_AT_ONCE, Passage, Passed, check_in, check_in_many
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
from comitia.accreditation.actions.registering import (
    AnswersRefusedError,
    Saved,
    Sent,
    Upload,
    save_page,
    submit,
    withdraw,
)

__all__ = [
    "MOST_AT_ONCE",
    "AnswersRefusedError",
    "Decided",
    "Decision",
    "FormRefusedError",
    "Outcome",
    "Passage",
    "Passed",
    "RowsRefusedError",
    "Saved",
    "Sent",
    "Upload",
    "check_in",
    "check_in_many",
    "compose",
    "decide",
    "decide_credentials",
    "decide_many",
    "end_focal_point",
    "export",
    "forget_person",
    "invite_focal_point",
    "open_delegations",
    "open_letter",
    "publish_form",
    "receive_file",
    "receive_letter",
    "release_letter",
    "remind_focal_points",
    "replace_head",
    "save_category",
    "save_observer_entity",
    "save_page",
    "set_away",
    "set_provisional_vote",
    "submit",
    "take_up",
    "withdraw",
]
