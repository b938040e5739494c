"""What is pushed to whom."""
