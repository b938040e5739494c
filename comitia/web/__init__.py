"""Public pages: one module per domain."""
