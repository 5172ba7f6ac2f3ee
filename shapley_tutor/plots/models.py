"""Pictures of a model: how it was trained, and what it says about two features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor.display import writer
from shapley_tutor.plots._style import PALETTE, as_text, canvas
from shapley_tutor.plots._text import number, plain, vector
from shapley_tutor.typing import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Predict = Callable[[FloatArray], Any]


def training_curve(
    train: Any,
    held_out: Any = None,
    ax: Axes | None = None,
    *,
    reference: float | None = None,
    reference_name: str = "true model",
    ylabel: str = "log-loss",
) -> Axes:
    """Loss against the training step, on the training rows and on rows held out.

    A fitted network's history fits as it is: ``training_curve(*network.history)``.
    Introduced in chapter *Train the network*.

    Parameters
    ----------
    train
        Loss after 0, 1, 2, ... steps, (steps + 1,).
    held_out
        The same of rows that were not trained on; left out if None.
    ax
        Axes to draw on; a new figure without.
    reference
        A loss to compare with, drawn as a level line.
    reference_name
        What that line is.
    ylabel
        Name of the loss.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If a loss is not finite, or the lengths differ.

    Examples
    --------
    >>> ax = training_curve([0.7, 0.6, 0.55], [0.7, 0.62, 0.58], reference=0.5)
    >>> [line.get_label() for line in ax.lines]
    ['training: 0.55', 'held out: 0.58', 'true model: 0.50']
    """
    losses = {"training": vector(train, "train")}
    if held_out is not None:
        losses["held out"] = vector(held_out, "held_out")
        if len(losses["held out"]) != len(losses["training"]):
            raise ValueError(
                f"held_out has {len(losses['held out'])} losses but train has "
                f"{len(losses['training'])}; record both after the same steps"
            )
    level = None if reference is None else number(reference, "reference")
    ends = [loss[-1] for loss in losses.values()]
    write = writer([round(float(end), 4) for end in [*ends, *([] if level is None else [level])]])
    with canvas(ax, 6.0, 3.8) as axes:
        looks = [(PALETTE.accent, "-"), (PALETTE.players[1], "--")]
        for (name, loss), (color, dash) in zip(losses.items(), looks, strict=False):
            text = f"{name}: {write(loss[-1])}"
            axes.plot(np.arange(len(loss)), loss, color=color, linestyle=dash, label=text)
        if level is not None:
            text = f"{plain(reference_name)}: {write(level)}"
            axes.axhline(level, color=PALETTE.ink, linewidth=1.3, linestyle=":", label=text)
        axes.set_xlabel("step")
        axes.set_ylabel(ylabel)
        axes.legend()
        return axes


def probability_surface(
    predict: Predict,
    ages: Any,
    levels: Sequence[float] = (0, 1),
    ax: Axes | None = None,
    *,
    truth: Predict | None = None,
    names: tuple[str, str] = ("Age", "BP"),
) -> Axes:
    """Draw a model of two features: a curve over the first for each level of the second.

    Introduced in chapter *Train the network*.

    Parameters
    ----------
    predict
        The model: rows (m, 2) in raw units to probabilities (m,).
    ages
        Values of the first feature, (m,), ascending.
    levels
        Values of the second feature: a curve each.
    ax
        Axes to draw on; a new figure without.
    truth
        The true probability, called like ``predict``; dashed, and the difference shaded.
    names
        The two features.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If ``predict`` or ``truth`` is no function or returns another shape.

    Examples
    --------
    >>> def risk(rows):
    ...     return 1 / (1 + np.exp(5 - rows[:, 0] / 10 - rows[:, 1]))
    >>> ax = probability_surface(risk, np.linspace(20, 80, 50))
    >>> [text.get_text() for text in ax.texts]
    ['BP = 0', 'BP = 1']
    """
    grid = vector(ages, "ages")
    fitted = [_curve(predict, grid, level, "predict") for level in levels]
    true = [] if truth is None else [_curve(truth, grid, level, "truth") for level in levels]
    with canvas(ax, 6.0, 4.2) as axes:
        for k, curve in enumerate(fitted):
            color = PALETTE.players[k % len(PALETTE.players)]
            axes.plot(grid, curve, color=color)
            if true:
                axes.plot(grid, true[k], color=color, linestyle="--", linewidth=1.5)
                axes.fill_between(grid, curve, true[k], color=color, alpha=0.15, linewidth=0)
        edges = [np.stack([c, *true[k : k + 1]]) for k, c in enumerate(fitted)]  # (1 or 2, m)
        _name_curves(axes, grid, edges, [f"{plain(names[1])} = {level:g}" for level in levels])
        axes.set_xlabel(plain(names[0]))
        axes.set_ylabel("probability")
        axes.set_ylim(-0.02, 1.02)
        axes.grid(axis="y", color=PALETTE.grid)
        if true:
            axes.plot([], [], color=PALETTE.ink, label="model")
            axes.plot([], [], color=PALETTE.ink, linestyle="--", linewidth=1.5, label="truth")
            axes.legend(loc="lower right")
        return axes


def _curve(function: Any, grid: FloatArray, level: float, name: str) -> FloatArray:
    if not callable(function):
        raise TypeError(
            f"{name} must be a function of rows (m, 2), got {type(function).__name__}; "
            "for a fitted model pass its method, such as network.predict_proba"
        )
    rows = np.column_stack([grid, np.full(len(grid), float(level))])  # (m, 2)
    curve = np.asarray(function(rows))
    if curve.shape != grid.shape:
        raise ValueError(
            f"{name} returned shape {curve.shape} for {len(grid)} rows; it must return one "
            "probability for each row, such as predict_proba(rows)[:, 1]"
        )
    return vector(curve, f"{name}(rows)")


def _name_curves(axes: Axes, grid: FloatArray, edges: list[FloatArray], names: list[str]) -> None:
    """Write each level's name where the levels lie farthest apart, outside of its curves."""
    stack = np.stack([curves[0] for curves in edges])  # (levels, m)
    at = int(np.argmax(np.ptp(stack, axis=0))) if len(edges) > 1 else len(grid) // 2
    top = int(np.argmax(stack[:, at]))
    for k, (curves, name) in enumerate(zip(edges, names, strict=True)):
        above = k == top
        height = curves[:, at].max() if above else curves[:, at].min()
        axes.annotate(
            name, (grid[at], height), (-10, 5) if above else (12, -8),
            textcoords="offset points", ha="right" if above else "left",
            va="bottom" if above else "top", weight="bold",
            color=as_text(PALETTE.players[k % len(PALETTE.players)]),
        )  # fmt: skip
