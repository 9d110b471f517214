"""How the linkage model is trained: synthetic people, hands that write them down, and the counting."""
