"""Compute what small widgets show but a browser cannot compute: a network's answers.

::

    python tools/facts.py             all of them, to book/_static/widgets/*/facts.js
    python tools/facts.py words       only this one

Numbers are stored as whole multiples of their last digit. tests/widgets/test_facts.py computes
them again.
"""

from __future__ import annotations

import argparse
import io
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import shapley_tutor as st

REVIEW = "not a very good film but i really enjoyed it"
ROOMS = Path(__file__).resolve().parent.parent / "book" / "_static" / "widgets"


def units(numbers: Any, digits: int) -> Any:
    """Return numbers as multiples of their last digit, in lists."""
    return np.rint(np.asarray(numbers) * 10**digits).astype(int).tolist()


def words() -> dict[str, Any]:
    """Log-odds of the small reader for every part of a review, absent words being deleted."""
    from shapley_tutor.datasets import reviews
    from shapley_tutor.models.reader import fit_reader

    texts, labels = reviews.simulate_reviews(0, 7500)
    reader = fit_reader(texts[:6000], labels[:6000], seed=0)
    row = np.array([REVIEW.split()], dtype=object)
    absent = st.Baseline(np.full(row.size, "", dtype=object))
    worths = st.prediction_game(reader.predict_logit, row, absent).worths()
    return {
        "words": row[0].tolist(),
        "worths": units(worths, 3),
        "payoffs": st.shapley_values(worths).round(6).tolist(),
    }


def quarters() -> dict[str, Any]:
    """Log-odds of a cat for every coalition of the quarters of a photograph, and its pictures."""
    from experiments.photograph import cat, scene
    from shapley_tutor.models import imagenet

    picture, blurred, _ = scene()
    row, column = np.indices(picture.shape[:2]) // 112
    shown = st.coalitions(4)[:, 2 * row + column]  # (16, 224, 224)
    pictures = np.where(shown[..., None], picture, blurred)
    worths = imagenet.function_of_rows(cat)(pictures)
    return {
        "names": ["top left", "top right", "bottom left", "bottom right"],
        "worths": units(worths, 2),
        "payoffs": st.shapley_values(worths).round(6).tolist(),
        "sharp": address_of(picture),
        "blurred": address_of(blurred),
    }


def address_of(picture: Any) -> str:
    """Return a picture as an address that holds it."""
    file = io.BytesIO()
    Image.fromarray(np.rint(picture * 255).astype(np.uint8)).save(file, "WEBP", quality=80)
    return f"data:image/webp;base64,{b64encode(file.getvalue()).decode('ascii')}"


def background() -> dict[str, Any]:
    """Sums, over people of one year of age and one blood pressure, of comparisons of a patient.

    By the theorem on backgrounds, the payoffs against some people are means of one-to-one ones.
    """
    people = st.data.patients()
    rows, x = people.X_train, people.X_test[:1]
    model = st.networks.fit_classifier(rows, people.y_train, standardize=[0], seed=0)
    alone = np.array([st.explain(model.predict_proba, x, row[None]).values[0] for row in rows])
    columns = {"ages": rows[:, 0], "base": model.predict_proba(rows)}
    years, high = np.floor(rows[:, 0]).astype(int), rows[:, 1] == 1
    first = years.min()

    def sums(numbers: Any) -> Any:
        return [np.bincount(years, numbers * level)[first:] for level in (~high, high)]

    twin = np.argmin(np.where(high, np.abs(rows[:, 0] - x[0, 0]), np.inf))
    return {
        "patient": {"age": int(x[0, 0]), "risk": round(float(model.predict_proba(x)[0]), 4)},
        "first": int(first),
        "count": units(sums(np.ones(len(rows))), 0),
        **{name: units(sums(column), 4) for name, column in columns.items()},
        "paid": [units(sums(column), 4) for column in alone.T],
        "twin": {
            "age": round(float(rows[twin, 0]), 2),
            "base": round(float(columns["base"][twin]), 4),
            "paid": alone[twin].round(4).tolist(),
        },
    }


def walk() -> dict[str, Any]:
    """Slopes and risks on the way from a reference to four patients, in a hundred steps."""
    import torch

    people, steps = st.data.patients(), 100
    model = st.networks.fit_classifier(people.X_train, people.y_train, standardize=[0], seed=0)
    network = model.network.requires_grad_(False)

    def at(shares: Any, age: int) -> tuple[Any, Any]:
        """Slope times distance (m, 2), and risk (m,), at shares of the way."""
        r, x = (torch.from_numpy(model.standardizer([row])) for row in ([45.0, 0.0], [age, 1.0]))
        points = (r + torch.from_numpy(shares)[:, None] * (x - r)).requires_grad_()
        risks = network(points)[:, 0].sigmoid()
        (slopes,) = torch.autograd.grad(risks.sum(), points)
        return (slopes * (x - r)).numpy(), risks.detach().numpy()

    def patient(age: int) -> dict[str, Any]:
        return {
            "age": age,
            "rates": units(at((np.arange(steps) + 0.5) / steps, age)[0].T, 4),
            "slopes": units(at(np.ones(1), age)[0][0], 4),
            "risks": units(at(np.arange(steps + 1) / steps, age)[1], 4),
        }

    return {"reference": 45, "patients": [patient(age) for age in (50, 60, 70, 80)]}


FACTS: dict[str, Callable[[], dict[str, Any]]] = {
    "words": words,
    "quarters": quarters,
    "background": background,
    "walk": walk,
}


def path(room: str) -> Path:
    """Return where the facts of a widget are stored."""
    return ROOMS / room / "facts.js"


def stored(room: str) -> dict[str, Any]:
    """Return what is stored of a widget."""
    text = path(room).read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return facts


def write(room: str) -> None:
    """Compute the facts of one widget and store them."""
    text = json.dumps(FACTS[room](), ensure_ascii=False, separators=(",", ":"))
    path(room).write_text(
        f"/* Made by tools/facts.py. */\nexport const FACTS = {text};\n", encoding="utf-8"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", metavar="room", help=", ".join(FACTS))
    for room in parser.parse_args().rooms or FACTS:
        write(room)
