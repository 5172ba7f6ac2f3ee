"""Simulated worlds, in which the truth is known: patients, boreholes, reviews, pictures.

``photograph`` reads the one long run of which the result is stored.
"""
