"""The pages of intake: a detainer is received, confirmed and recorded."""
