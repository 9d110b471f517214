"""The pages on which a person says how their agency's own file is read."""
