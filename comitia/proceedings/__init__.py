"""The business of a session: agenda, speakers' list, motions and amendments, decisions, minutes."""
