"""The directory of ICE offices, and how the agency's letters are headed."""
