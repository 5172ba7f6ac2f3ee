"""Experiments whose results are stored, one a module, as ``tools/recompute.py`` says."""
