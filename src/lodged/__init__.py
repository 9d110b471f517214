"""Lodged: an accountable register of immigration detainers."""

__version__ = "0.1.0"
