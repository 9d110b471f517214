"""Files into the register and out of it: rosters and lists compared and loaded, the whole record exported and back.

It stands above the register and calls it; the register knows nothing of files.
"""
