"""The release desk: who is coming up for release, what the law here says of each, and the next right step."""
