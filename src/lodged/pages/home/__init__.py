"""The home page, and the address of health."""
