"""What is done with letters: written, looked at, sent, sent again, dropped; and the words they are written in."""

from comitia.notices.actions.bounces import receive_bounce
from comitia.notices.actions.erasing import forget_letters, forget_letters_to, forget_old_secrets
from comitia.notices.actions.reviewing import approve_letters, drop_letters, edit_letter
from comitia.notices.actions.sending import (
    ATTEMPTS,
    hold_letters,
    lease_letter,
    mark_bounced,
    mark_sent,
    mark_unsent,
    send_again,
)
from comitia.notices.actions.templates import reset_template, save_template
from comitia.notices.actions.writing import SEND, Letter, queue_letter, write_letter, write_letters
from comitia.notices.policies import Kind, Placeholder, declare_kind

__all__ = [
    "ATTEMPTS",
    "SEND",
    "Kind",
    "Letter",
    "Placeholder",
    "approve_letters",
    "declare_kind",
    "drop_letters",
    "edit_letter",
    "forget_letters",
    "forget_letters_to",
    "forget_old_secrets",
    "hold_letters",
    "lease_letter",
    "mark_bounced",
    "mark_sent",
    "mark_unsent",
    "queue_letter",
    "receive_bounce",
    "reset_template",
    "save_template",
    "send_again",
    "write_letter",
    "write_letters",
]
