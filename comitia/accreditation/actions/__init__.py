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
from comitia.accreditation.actions.keeping import forget_person, save_category
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
    "AnswersRefusedError",
    "Chased",
    "Decided",
    "Decision",
    "FormRefusedError",
    "Outcome",
    "RowsRefusedError",
    "Saved",
    "Sent",
    "Upload",
    "accept_invitation",
    "apply_invitations",
    "begin_mailing",
    "bring_invitations",
    "compose",
    "decide",
    "decide_credentials",
    "decide_many",
    "decline_invitation",
    "drop_mailing",
    "end_focal_point",
    "export",
    "extend_invitation",
    "forget_person",
    "invite",
    "invite_focal_point",
    "look_at_invitations",
    "open_delegations",
    "open_letter",
    "preview_mailing",
    "publish_form",
    "receive_file",
    "receive_letter",
    "release_letter",
    "remind_before_expiry",
    "remind_focal_points",
    "remind_invitations",
    "replace_head",
    "save_category",
    "save_mailing",
    "save_observer_entity",
    "save_page",
    "send_mailing",
    "set_away",
    "set_provisional_vote",
    "submit",
    "take_back_invitation",
    "take_up",
    "unfinished_mailings",
    "wake_writer",
    "withdraw",
    "write_some",
]
