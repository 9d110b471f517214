"""The pages of published figures."""
