"""Shapley values of any game by sampling: line-ups, regression, and its correction for a bend."""

from shapley_tutor.sampling.estimators import Estimate, kernel_regression, sample_lineups

__all__ = ["Estimate", "kernel_regression", "sample_lineups"]
