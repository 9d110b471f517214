"""The board: who is coming up for release, and what is next for each."""
