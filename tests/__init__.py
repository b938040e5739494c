"""The tests mirror the rooms of the house; `python -m tests` runs every check."""
