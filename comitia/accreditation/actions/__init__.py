"""What is done with registrations."""

from comitia.accreditation.actions.composing import RowsRefusedError, compose
from comitia.accreditation.actions.consents import change_consents
from comitia.accreditation.actions.credentials import Decided, Decision, decide_credentials, set_provisional_vote
from comitia.accreditation.actions.deciding import Outcome, decide, decide_many, export
from comitia.accreditation.actions.delegations import open_delegations, save_observer_entity
from comitia.accreditation.actions.documents import HandedOut, open_document, open_own_file, release_document
from comitia.accreditation.actions.focal_points import (
    end_focal_point,
    invite_focal_point,
    remind_focal_points,
    take_up,
)
from comitia.accreditation.actions.form_drafts import (
    PartKind,
    add_form_page,
    add_form_section,
    add_question,
    copy_form,
    discard_draft,
    publish_draft,
    questions_of,
    remove_part,
    save_form_page,
    save_form_section,
    save_question,
    step_part,
    without,
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
    PageChangedError,
    Saved,
    Sent,
    Upload,
    save_page,
    submit,
    withdraw,
)
from comitia.accreditation.actions.retention import erase_due, erase_now
from comitia.accreditation.actions.staff_answers import answer_for_staff

__all__ = [
    "AnswersRefusedError",
    "Decided",
    "Decision",
    "FormRefusedError",
    "HandedOut",
    "Outcome",
    "PageChangedError",
    "PartKind",
    "RowsRefusedError",
    "Saved",
    "Sent",
    "Upload",
    "add_form_page",
    "add_form_section",
    "add_question",
    "answer_for_staff",
    "change_consents",
    "compose",
    "copy_form",
    "decide",
    "decide_credentials",
    "decide_many",
    "discard_draft",
    "end_focal_point",
    "erase_due",
    "erase_now",
    "export",
    "forget_person",
    "invite_focal_point",
    "open_delegations",
    "open_document",
    "open_letter",
    "open_own_file",
    "publish_draft",
    "publish_form",
    "questions_of",
    "receive_file",
    "receive_letter",
    "release_document",
    "release_letter",
    "remind_focal_points",
    "remove_part",
    "replace_head",
    "save_category",
    "save_form_page",
    "save_form_section",
    "save_observer_entity",
    "save_page",
    "save_question",
    "set_away",
    "set_provisional_vote",
    "step_part",
    "submit",
    "take_up",
    "withdraw",
    "without",
]
