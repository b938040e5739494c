"""Geometry of the drawings: seats in a half circle, members on the map of the world."""
