"""Registration for a meeting: categories, places, questions, decisions."""
