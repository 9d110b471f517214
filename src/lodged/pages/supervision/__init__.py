"""The pages of a supervisor."""
