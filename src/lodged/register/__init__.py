"""The record itself: people, custody, detainers, notices, transfers."""
