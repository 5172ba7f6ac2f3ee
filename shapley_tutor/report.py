"""What must be said beside Shapley values, so that a reader can tell what they are values of."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from shapley_tutor._asked import Asked
from shapley_tutor._summary import counted
from shapley_tutor._tables import kind_of
from shapley_tutor._typing import FloatArray
from shapley_tutor.display import LEFT, numbers, writer
from shapley_tutor.explanation import Explanation

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_ROUNDING = 1e-9  # of the largest prediction: gaps below differ from machine to machine
_LISTED = 12  # players and outputs that are named
_UNKNOWN = Asked("not stated", "unknown", versions={})
_VALUE_FUNCTIONS = {
    "marginal": "marginal (interventional) expectation: v(S) is the prediction averaged over the "
    "background, whose rows replace the features outside S whatever the others are",
    "baseline": "baseline: v(S) is the prediction for the row in which one fixed row replaces the "
    "features outside S",
    "conditional": "conditional (observational) expectation under a normal distribution: v(S) is "
    "the prediction averaged over features drawn given those in S",
    "imputed": "imputed: v(S) is the prediction for the row whose features outside S a function "
    "fills in from those in S",
    "trees": "marginal (interventional) expectation of the trees' raw score: v(S) is the score "
    "averaged over the background, whose rows replace the features outside S",
    "unknown": "not stated",
}
_MIXED = (
    "that the model knows what it was asked: rows were mixed of two, and some mixtures may be "
    "unlike any row of the data"
)
_SHARED = (
    "that the model uses a feature: one that it ignores has a value if it tells of others, and "
    "the normal distribution is an assumption"
)
_LIMITS = {
    "marginal": (_MIXED,),
    "baseline": (_MIXED,),
    "trees": (_MIXED,),
    "conditional": (_SHARED,),
    "imputed": ("what is in the data: the function that fills in is part of the answer",),
    "unknown": (),
}
_NEVER = (
    "what would happen if a feature were changed: values are neither causes nor counterfactuals",
    "how well the model predicts: errors are explained like truths",
    "how the values would move with another background, model seed or sample of data",
)


@dataclass(frozen=True)
class Report:
    """Statements about an explanation, by heading.

    Introduced in chapter *Before you publish*.

    ``str()`` is Markdown; a notebook shows a table.

    Attributes
    ----------
    statements
        Text by heading, in the order in which it is read.

    Examples
    --------
    >>> print(Report({"Model": "ridge regression, in points"}))
    - **Model.** ridge regression, in points
    """

    statements: dict[str, str]

    def __str__(self) -> str:
        return "\n".join(f"- **{head}.** {said}" for head, said in self.statements.items())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = (
            f"<tr><th>{html.escape(head)}</th><td{LEFT}>{html.escape(said)}</td></tr>"
            for head, said in self.statements.items()
        )
        return f'<div class="st-report"><table><tbody>{"".join(lines)}</tbody></table></div>'


def report(explanation: Explanation, *, model: str = "", data: str = "", notes: str = "") -> Report:
    """State what Shapley values are values of, and what they do not say.

    Introduced in chapter *Before you publish*. What to state follows from what moves the numbers:
    Sundararajan and Najmi (2020) for the value function and the background, Covert and Lee (2021)
    for the estimate.

    Parameters
    ----------
    explanation
        What ``explain`` or ``explain_trees`` returned, whole or in part.
    model
        The model, and its output with the unit: "ridge regression; disease progression, points".
    data
        Which rows were explained, and where background rows come from.
    notes
        Anything else that a reader must know.

    Returns
    -------
    Report
        Model output and unit, rows, players, value function, background and its size, base
        value, estimator with its budget and seed, error bars, the widest gap of additivity,
        versions, and what the values do not say. What was not stated is said to be so.

    Raises
    ------
    TypeError
        If ``explanation`` is of another kind.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> e = st.explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)), rng=0)
    >>> said = report(e, model="a sum; euros", data="two made-up rows")
    >>> said.statements["Estimator"]
    'exact, 3 model rows'
    >>> said.statements["Background"]
    '1 row'
    """
    if not isinstance(explanation, Explanation):
        raise TypeError(
            f"explanation is a {kind_of(explanation)}; pass what explain() or explain_trees() "
            "returned"
        )
    asked = explanation.asked or _UNKNOWN
    stated = {
        "Model and unit": _or_not(model, "model"),
        "Function explained": f"{asked.predict}; {_outputs(explanation)}",
        "Rows": f"{counted(len(explanation), 'row')} explained; {_or_not(data, 'data')}",
        "Players": _players(explanation),
        "Value function": _VALUE_FUNCTIONS[asked.value_function],
        "Background": _background(asked),
        "Base value": _span(explanation.base_values),
        "Estimator": _estimator(explanation, asked),
        "Error bars": _errors(explanation),
        "Additivity": _additivity(explanation),
        "Versions": ", ".join(f"{name} {version}" for name, version in asked.versions.items()),
        "It does not say": "; ".join([*_LIMITS[asked.value_function], *_NEVER]),
        "Notes": notes,
    }
    return Report({head: said for head, said in stated.items() if said})


def _or_not(text: str, argument: str) -> str:
    return text or f"not stated (pass {argument}=…)"


def _names(names: tuple[object, ...]) -> str:
    shown = ", ".join(map(str, names[:_LISTED]))
    left = len(names) - _LISTED
    return f"{shown} and {left:,} more" if left > 0 else shown


def _span(values: FloatArray) -> str:
    """One number, or the smallest and the largest."""
    low, high = float(values.min(initial=np.inf)), float(values.max(initial=-np.inf))
    if low > high:
        return "none"
    write = writer([low, high])
    if write(low) == write(high):
        return write(low)
    return f"{write(low)} to {write(high)}"


def _outputs(explanation: Explanation) -> str:
    spread = f"predictions {_span(explanation.predictions)}"
    if explanation.values.ndim == 2:
        one = explanation.output_names
        return f"output {one[0]}, {spread}" if one else f"one output, {spread}"
    named = _names(explanation.output_names or ())
    count = counted(explanation.values.shape[2], "output")
    return f"{count}{f' ({named})' if named else ''}, {spread}"


def _players(explanation: Explanation) -> str:
    grouped = sum(len(columns) > 1 for columns in explanation.columns)
    groups = f"; {counted(grouped, 'group')} of columns" if grouped else ""
    names = explanation.feature_names
    return f"{len(names):,}: {_names(names)}{groups}"


def _background(asked: Asked) -> str:
    if asked.value_function == "unknown":
        return "not stated"
    if asked.value_function == "imputed":
        return "none: a function fills in"
    if asked.value_function == "conditional":
        return f"{asked.rows:,} draws"
    return counted(asked.rows, "row") + (", weighted" if asked.weighted else "")


def _estimator(explanation: Explanation, asked: Asked) -> str:
    said = f"{explanation.method}, {counted(explanation.evaluations, 'model row')}"
    return f"{said}, {asked.seed}" if asked.seed and _is_sampled(explanation) else said


def _is_sampled(explanation: Explanation) -> bool:
    return not explanation.method.startswith("exact")


def _errors(explanation: Explanation) -> str:
    if not _is_sampled(explanation):
        return "none: all coalitions count, none was drawn"
    errors = explanation.standard_errors
    largest = np.abs(explanation.values).max(initial=0.0)
    of_largest = 100 * errors.max(initial=0.0) / largest if largest else 0.0
    return (
        f"standard errors up to {numbers(errors.max(initial=0.0))} "
        f"({numbers(of_largest, 1)}% of the largest value); they measure the draw of coalitions "
        "alone" + _precision(explanation)
    )


def _precision(explanation: Explanation) -> str:
    if explanation.precision is None:
        return ""
    reached = explanation.reached
    return f"; {explanation.precision} was asked for, reached in {reached.sum()} of {len(reached)}"


def _additivity(explanation: Explanation) -> str:
    gap, scale = explanation.additivity_gap(), np.abs(explanation.predictions).max(initial=1e-300)
    rounding = 10.0 ** np.ceil(np.log10(_ROUNDING * scale))
    size = numbers(gap) if gap > rounding else f"less than {_power(rounding)}, which is rounding"
    return (
        f"widest gap between prediction and base value plus values: {size}; wrong values sum, too"
    )


def _power(number: float) -> str:
    """A power of ten, such as 10⁻⁹."""
    return "10" + str(round(np.log10(number))).translate(_RAISED)
