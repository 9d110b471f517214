"""Who is who: names, dates of birth and identifiers compared."""
