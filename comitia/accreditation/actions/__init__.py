"""What is done with registrations."""

from comitia.accreditation.actions.deciding import Outcome, decide, decide_many, export
from comitia.accreditation.actions.form_versions import FormRefusedError, publish_form
from comitia.accreditation.actions.keeping import forget_person, save_category
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
    "FormRefusedError",
    "Outcome",
    "Saved",
    "Sent",
    "Upload",
    "decide",
    "decide_many",
    "export",
    "forget_person",
    "publish_form",
    "save_category",
    "save_page",
    "submit",
    "withdraw",
]
