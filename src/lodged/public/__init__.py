"""The pages anyone may read."""
