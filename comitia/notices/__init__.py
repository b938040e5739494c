"""E-mail to people in their language, kept in an outbox until it is sent, once."""
