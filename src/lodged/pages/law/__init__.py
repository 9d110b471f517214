"""The pages of the law: map, rulebooks and the what-if."""
