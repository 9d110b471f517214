"""Who comes in: sign-in, second factors, identity providers, sessions, and the staff of an agency."""
