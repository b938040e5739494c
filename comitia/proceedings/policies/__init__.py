"""Who may do what with the business of a session, and when; every refusal says what to do next."""
