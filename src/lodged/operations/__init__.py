"""What those who run an instance do with it: serve, upgrade, back up, restore, replace keys, keep for a time, check."""
