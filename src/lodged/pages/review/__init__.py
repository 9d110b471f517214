"""The pages on which readers decide whether two records are one person."""
