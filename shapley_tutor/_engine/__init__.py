"""How explain() gets to its values."""
