"""The addresses of letters."""
