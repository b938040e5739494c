"""What pages and rooms read about the business of a session."""
