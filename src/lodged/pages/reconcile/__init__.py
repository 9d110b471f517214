"""The pages of the reconciliation."""
