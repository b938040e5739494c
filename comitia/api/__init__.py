"""What machines read: v1."""
