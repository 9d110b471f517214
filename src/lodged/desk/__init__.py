"""The web application for staff."""
