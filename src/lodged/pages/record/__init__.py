"""The pages of the record: who is held, one person, the county return."""
