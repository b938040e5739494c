"""The questions that pages ask, by domain."""
