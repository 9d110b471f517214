"""Two lists in, every row in exactly one category, and the bridge from one total to the other."""
