"""Where each role begins: the menu, the page after sign-in, counsel's open questions, the administrator's page."""
