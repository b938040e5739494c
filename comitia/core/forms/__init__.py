"""Rules of forms: what a form asks, whom it asks what, what counts as an answer, how answers outlive its changes."""
