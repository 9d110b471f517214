"""The steps of the desk, each a form at an address of its own. What can't or may not be done says why instead."""
