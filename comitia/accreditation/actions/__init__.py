"""What is done with registrations."""

from comitia.accreditation.actions.deciding import Outcome, decide, decide_many, export
from comitia.accreditation.actions.keeping import forget_person, save_category, save_question
from comitia.accreditation.actions.registering import (
    AnswersRefusedError,
    Saved,
    save_consents,
    save_page,
    submit,
    withdraw,
)

__all__ = [
    "AnswersRefusedError",
    "Outcome",
    "Saved",
    "decide",
    "decide_many",
    "export",
    "forget_person",
    "save_category",
    "save_consents",
    "save_page",
    "save_question",
    "submit",
    "withdraw",
]
