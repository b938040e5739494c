"""Settings, addresses, the `comitia` command."""
