"""A session of an organ and the event around it."""
