"""An open benchmark of who is who: made-up worlds with the truth known, sharing no code or names with the training."""
