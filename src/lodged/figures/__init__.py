"""Definitions of counts, run on public data; claims checked against them."""
