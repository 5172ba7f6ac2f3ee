"""Means, covariances and draws of normal distributions, checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import FloatArray


def matched_labels(mean: Any, cov: Any) -> tuple[list[Any] | None, Any]:
    """Labels of the features, if mean or cov has any, and cov in the order of mean."""
    given = [
        list(index)
        for index in (getattr(mean, "index", None), getattr(cov, "columns", None))
        if index is not None and not callable(index)
    ]
    if not given:
        return None, cov
    if is_frame(cov) and set(cov.index) == set(cov.columns):
        cov = cov.loc[cov.columns]
    if len(given) == 2 and given[0] != given[1]:
        if set(given[0]) != set(given[1]):
            raise ValueError(
                f"mean is of {given[0][:8]} but cov is of {given[1][:8]}; pass those of the same "
                "columns, D.mean(), D.cov()"
            )
        cov = cov.loc[given[0], given[0]]
    return given[0], cov


def sample_moments(table: Any, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean (d,) and unbiased covariance (d, d) of rows with weights that sum to 1."""
    rows = _real_rows(table)
    counted, d = int(np.sum(shares > 0)), rows.shape[1]
    if counted <= d:
        raise ValueError(
            f"data has {counted} rows of a weight above 0 for {d} columns; a covariance of "
            f"them needs at least {d + 1}: pass more rows, or a mean and a covariance that "
            "are known as st.GaussianConditional(mean, cov)"
        )
    first = rows[np.argmax(shares > 0)]
    gaps = rows - first  # exactly 0 in a constant column
    shift = shares @ gaps
    gaps -= shift
    cov = (gaps.T * shares) @ gaps / (1 - shares @ shares)
    return first + shift, (cov + cov.T) / 2


def _real_rows(table: Any) -> FloatArray:
    """Rows of numbers as floats, or why no normal distribution describes them."""
    kinds = list(table.dtypes) if is_frame(table) else [table.dtype]
    for k, kind in enumerate(kinds):
        if getattr(kind, "kind", "O") not in "biuf":
            where = f" in column {table.columns[k]!r}" if is_frame(table) else ""
            raise TypeError(
                f"data holds {kind}{where}; a normal distribution is one of numbers: leave out "
                "what is none, use .astype(float) where it is, or take st.Marginal(data)"
            )
    rows: FloatArray = (
        table.to_numpy(dtype=float, na_value=np.nan) if is_frame(table) else table.astype(float)
    )
    whole = np.isfinite(rows).all(axis=1)
    if not whole.all():
        way = "data.dropna()" if is_frame(table) else "data[np.isfinite(data).all(axis=1)]"
        raise ValueError(
            f"data holds NaN or infinity in {np.sum(~whole)} of {len(rows)} rows; pass rows "
            f"without, such as {way}"
        )
    return rows


def check_gaussian(mean: Any, cov: Any, draws: int) -> tuple[FloatArray, FloatArray]:
    """Mean (d,) and covariance (d, d) as floats, or why they do not describe a normal."""
    mean, cov = np.array(mean, dtype=float), np.array(cov, dtype=float)
    if mean.ndim != 1 or len(mean) == 0:
        raise ValueError(f"mean must have shape (d,), got {mean.shape}; pass one mean a column")
    if cov.shape != (len(mean), len(mean)):
        raise ValueError(
            f"cov must have shape ({len(mean)}, {len(mean)}), got {cov.shape}; of rows it is "
            "np.atleast_2d(np.cov(rows, rowvar=False)), of variances np.diag(variances)"
        )
    if not (np.isfinite(mean).all() and np.isfinite(cov).all()):
        raise ValueError(
            "mean and cov must be finite; one of them holds NaN or infinity: take them of rows "
            "without missing values, such as D.dropna()"
        )
    variances = np.diag(cov)
    if (variances < 0).any():
        raise ValueError(f"cov has the variance {variances.min():.3g}; a variance is at least 0")
    unit = np.sqrt(np.where(variances > 0, variances, 1.0))  # nothing depends on units
    standard = cov / unit / unit[:, None]
    if not np.allclose(standard, standard.T):
        raise ValueError("cov is not symmetric; a covariance is: pass (cov + cov.T) / 2")
    lowest = np.linalg.eigvalsh(standard)[0]
    if lowest < -1e-8 or np.abs(standard).max() > 1 + 1e-8:
        raise ValueError(
            f"cov has the negative eigenvalue {lowest:.3g} in standard units; a covariance has "
            "none: take it of complete rows, such as D.dropna().cov()"
        )
    if draws % 2 or draws <= 2 * len(mean):
        least = 2 * len(mean) + 2
        raise ValueError(f"draws is {draws}; it must be even and at least {least}")
    return mean, cov


def matched_normals(draws: int, d: int, rng: np.random.Generator) -> FloatArray:
    """Standard normal draws (draws, d) with mean exactly 0 and covariance exactly 1."""
    half = rng.standard_normal((draws // 2, d))
    half = half @ np.linalg.inv(np.linalg.cholesky(half.T @ half / len(half))).T
    matched: FloatArray = np.concatenate([half, -half])
    return matched
