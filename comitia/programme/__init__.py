"""Slots, rooms and speakers of a meeting; each person's own agenda."""
