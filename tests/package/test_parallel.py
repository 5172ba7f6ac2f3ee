"""Rows over cores and a cluster: the same numbers, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import joblib
import numpy as np
import pytest

import shapley_tutor as st

RNG = np.random.default_rng(0)
X, BACKGROUND = RNG.normal(size=(24, 5)), RNG.normal(size=(10, 5))


def model(X):
    return np.sin(X).prod(axis=1)


ALONE = st.explain(model, X, BACKGROUND)


@pytest.mark.parametrize("n_jobs", [2, -1])
def test_workers_change_nothing(n_jobs):
    e = st.explain(model, X, BACKGROUND, n_jobs=n_jobs)
    np.testing.assert_allclose(e.values, ALONE.values, atol=1e-15)
    assert e.evaluations == ALONE.evaluations


def test_an_active_parallel_config_is_used():
    with joblib.parallel_config(backend="threading", n_jobs=3):
        e = st.explain(model, X, BACKGROUND)
    np.testing.assert_allclose(e.values, ALONE.values, atol=1e-15)


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_an_error_in_predict_arrives_with_its_rows(n_jobs):
    def fragile(rows):
        if (rows[:, 0] == X[17, 0]).any() and len(rows) > 24:
            raise RuntimeError("no such patient")
        return model(rows)

    with pytest.raises(RuntimeError, match="no such patient") as caught:
        st.explain(fragile, X, BACKGROUND, n_jobs=n_jobs)
    (note,) = caught.value.__notes__
    first, last = map(int, note.replace(" of X", "").split("rows ")[1].split(" to "))
    assert first <= 17 <= last


def test_progress_counts_every_model_row(capsys):
    pytest.importorskip("tqdm")
    st.explain(model, X, BACKGROUND, progress=True)
    shown = capsys.readouterr().err
    assert f"{ALONE.evaluations / 1000:.2f}k/{ALONE.evaluations / 1000:.2f}k" in shown
    st.explain(model, X, BACKGROUND, progress=True, n_jobs=2)
    assert capsys.readouterr().err.rstrip().endswith("row/s]")
    st.explain(model, X, BACKGROUND)
    assert capsys.readouterr().err == ""


@pytest.mark.filterwarnings("ignore")
def test_a_killed_worker_costs_nothing_but_time(tmp_path):
    """A Dask worker dies half-way; its rows are done again elsewhere."""
    distributed = pytest.importorskip("distributed")
    marker = tmp_path / "killed"

    def deadly(rows):
        if not marker.exists() and (rows[:, 0] == X[12, 0]).any() and len(rows) > 24:
            marker.write_text("once")
            os.kill(os.getpid(), signal.SIGKILL)
        return model(rows)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        e = st.explain(deadly, X, BACKGROUND)
    assert marker.exists()
    np.testing.assert_allclose(e.values, ALONE.values, atol=1e-15)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_ctrl_c_ends_at_once(tmp_path, n_jobs):
    script = tmp_path / "long.py"
    script.write_text(
        textwrap.dedent(f"""
        import time
        import numpy as np
        import shapley_tutor as st

        def slow(rows):
            print("working", flush=True)
            time.sleep(0.2)
            return rows.sum(axis=1)

        X = np.random.default_rng(0).normal(size=(200, 12))
        try:
            st.explain(slow, X, X, n_jobs={n_jobs})
        except KeyboardInterrupt:
            print("stopped", flush=True)
        """)
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(st.__file__).parents[1],
        start_new_session=True,
    )
    try:
        for line in process.stdout:
            if "working" in line:
                break
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=30)
        assert "stopped" in rest
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
