"""The bodies of the resident's screens."""
