"""The page that checks a published list of names."""
