"""The search: anybody on record, from any page."""
