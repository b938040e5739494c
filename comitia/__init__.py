"""Comitia: the online meeting of an association of cities and the event around it."""

__version__ = "0.1.0"
