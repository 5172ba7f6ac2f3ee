"""Simulated worlds, in which the truth is known: patients, boreholes, reviews, pictures.

``runs`` reads the results of experiments that take longer than a reader waits.
"""
