"""Acts on the business of a session."""
