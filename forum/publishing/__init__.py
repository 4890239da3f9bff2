"""Dinkominfo's desk and the public face: outcomes frozen and hashed, and what became of every input."""
