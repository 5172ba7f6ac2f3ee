"""How the cost grows with players, rows and background: a picture."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import peers
from measure import predict_alone, seconds
from models import Counted, Job, network


def growth(folder: Path) -> dict[str, str]:
    """Time of one explanation as players, rows and background grow, beside predict alone."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    import shapley_tutor as st

    st.plots.use_style()
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained", sharey=True)
    rng = np.random.default_rng(0)
    cases = {
        "players (1 row, B=50)": [(n, 1, 50) for n in (2, 4, 6, 8, 10, 12, 14, 16)],
        "rows (8 players, B=50)": [(8, rows, 50) for rows in (1, 4, 16, 64, 256)],
        "background rows (8 players, 1 row)": [(8, 1, b) for b in (10, 40, 160, 640, 2560)],
    }
    for axes, (title, shapes) in zip(panels, cases.items(), strict=True):
        ours, alone = [], []
        for n, rows, background in shapes:
            job = Job(
                "", network(n, 64, 64, 1), rng.normal(size=(rows, n)),
                rng.normal(size=(background, n)),
            )  # fmt: skip
            counted = Counted(job.predict)
            st.explain(counted, job.X, job.background, method="exact")
            ours.append(
                statistics.median(
                    seconds(lambda job=job: peers.ours_exact(*job[1:4])) for _ in range(5)
                )
            )
            alone.append(predict_alone(job, counted.rows, 3))
        which = {"players": 0, "rows": 1, "background": 2}[title.split()[0]]
        x = [shape[which] for shape in shapes]
        axes.plot(x, ours, "o-", color=st.plots.PALETTE.accent, label="explain()")
        axes.plot(x, alone, ":", color=st.plots.PALETTE.ink, label="predict alone")
        axes.set_yscale("log")
        if not title.startswith("players"):
            axes.set_xscale("log")
        axes.set_xlabel(title)
    panels[0].set_ylabel("seconds")
    panels[0].legend()
    figure.savefig(folder / "growth.png", dpi=150)
    return {"kind": "growth", "picture": "growth.png"}
