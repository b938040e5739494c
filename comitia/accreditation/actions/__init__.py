"""What is done with registrations."""

from comitia.accreditation.actions.categories import add_category, save_category
from comitia.accreditation.actions.check_in import MOST_AT_ONCE, Passage, Passed, check_in, check_in_many
from comitia.accreditation.actions.composing import RowsRefusedError, compose
from comitia.accreditation.actions.consents import change_consents
from comitia.accreditation.actions.correcting import correct
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
from comitia.accreditation.actions.invitations import (
    Chased,
    accept_invitation,
    decline_invitation,
    extend_invitation,
    invite,
    remind_before_expiry,
    remind_invitations,
    take_back_invitation,
)
from comitia.accreditation.actions.inviting_many import apply_invitations, bring_invitations, look_at_invitations
from comitia.accreditation.actions.keeping import forget_person
from comitia.accreditation.actions.letters_of_mandate import (
    open_letter,
    receive_file,
    receive_letter,
    release_letter,
)
from comitia.accreditation.actions.mailing import (
    begin_mailing,
    drop_mailing,
    preview_mailing,
    save_mailing,
    send_mailing,
    unfinished_mailings,
    wake_writer,
    write_some,
)
from comitia.accreditation.actions.quotas import remove_quota, save_quota
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
from comitia.accreditation.actions.sessions import sign_up_by
from comitia.accreditation.actions.staff_answers import answer_for_staff
from comitia.accreditation.actions.waiting import (
    confirm_offer,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
    offer_now,
    remove_from_waiting_list,
)

__all__ = [
    "MOST_AT_ONCE",
    "AnswersRefusedError",
    "Chased",
    "Decided",
    "Decision",
    "FormRefusedError",
    "HandedOut",
    "Outcome",
    "PageChangedError",
    "PartKind",
    "Passage",
    "Passed",
    "RowsRefusedError",
    "Saved",
    "Sent",
    "Upload",
    "accept_invitation",
    "add_category",
    "add_form_page",
    "add_form_section",
    "add_question",
    "answer_for_staff",
    "apply_invitations",
    "begin_mailing",
    "bring_invitations",
    "change_consents",
    "check_in",
    "check_in_many",
    "compose",
    "confirm_offer",
    "copy_form",
    "correct",
    "decide",
    "decide_credentials",
    "decide_many",
    "decline_invitation",
    "discard_draft",
    "drop_mailing",
    "end_focal_point",
    "erase_due",
    "erase_now",
    "expire_offers",
    "export",
    "extend_invitation",
    "forget_person",
    "invite",
    "invite_focal_point",
    "join_waiting_list",
    "leave_waiting_list",
    "look_at_invitations",
    "offer_now",
    "open_delegations",
    "open_document",
    "open_letter",
    "open_own_file",
    "preview_mailing",
    "publish_draft",
    "publish_form",
    "questions_of",
    "receive_file",
    "receive_letter",
    "release_document",
    "release_letter",
    "remind_before_expiry",
    "remind_focal_points",
    "remind_invitations",
    "remove_from_waiting_list",
    "remove_part",
    "remove_quota",
    "replace_head",
    "save_category",
    "save_form_page",
    "save_form_section",
    "save_mailing",
    "save_observer_entity",
    "save_page",
    "save_question",
    "save_quota",
    "send_mailing",
    "set_away",
    "set_provisional_vote",
    "sign_up_by",
    "step_part",
    "submit",
    "take_back_invitation",
    "take_up",
    "unfinished_mailings",
    "wake_writer",
    "withdraw",
    "without",
    "write_some",
]
