"""The pages of notices to ICE by e-mail."""
