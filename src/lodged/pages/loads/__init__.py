"""The pages on which a file is loaded into the record."""
