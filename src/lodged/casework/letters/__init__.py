"""Letters made from the record."""
