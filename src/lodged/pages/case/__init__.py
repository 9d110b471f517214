"""The page of one custody."""
