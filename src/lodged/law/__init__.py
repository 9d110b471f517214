"""What the law of a place, on a date, allows, requires and forbids."""
