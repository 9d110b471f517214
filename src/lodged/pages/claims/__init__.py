"""The pages of published claims."""
