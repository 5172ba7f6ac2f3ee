"""Kernels that are forked are as those that start from nothing, and go when they are told."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import bare_kernel
import forked_kernels
import pytest
from nbclient.exceptions import CellTimeoutError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux only")

# What a chapter could notice, line by line.
ABOUT = """
import os, sys, threading, warnings
import matplotlib, numpy, pandas, torch

print(sys.path)
print(sorted(set(os.environ) - {"JPY_PARENT_PID", "PYTHONPATH"}), os.environ.get("PYTHONPATH"))
print(os.getcwd(), os.path.basename(sys.argv[0]), len(sys.argv), sys.stdin.read())
print([getattr(sys.modules["__main__"], name, None) for name in ("__name__", "__spec__")])
print(matplotlib.get_backend(), matplotlib.rcParams["figure.figsize"], torch.get_num_threads())
print(pandas.Series(["a"]).dtype.storage)
print(sorted(name for name in globals() if not name.startswith("_")))
with warnings.catch_warnings(record=True) as heard:
    for kind in Warning.__subclasses__():
        if kind.__module__ == "builtins":
            warnings.warn("!", kind)
print([warning.category.__name__ for warning in heard])
print(os.getpgid(0) == os.getpid(), threading.main_thread().name)
import joblib
print(joblib.effective_n_jobs(2))
"""


def run(folder: Path, cell: str, **how: Any) -> list[str]:
    """Execute a cell; return what was printed, line by line."""
    return bare_kernel.run([cell], folder, **how)[0].splitlines()


def is_running(process: int) -> bool:
    """Whether there is such a process that has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_chapter_notices_nothing(tmp_path):
    forked = run(tmp_path, ABOUT)
    assert forked == run(tmp_path, ABOUT, forked=False)


def test_what_takes_long_is_there_already_and_shap_is_not(tmp_path):
    asked = (
        "import sys; print([name in sys.modules for name in ('torch._dynamo', 'shap', 'numba')])"
    )
    assert run(tmp_path, asked) == ["[True, False, False]"]
    assert run(tmp_path, asked, forked=False) == ["[False, False, False]"]


def test_each_draws_its_own_random_numbers(tmp_path):
    draw = """
import random, numpy, torch
print(random.random(), numpy.random.rand(), torch.rand(1).item())
"""
    (one,), (other,) = run(tmp_path, draw), run(tmp_path, draw)
    assert set(one.split()).isdisjoint(other.split())


def test_one_that_does_not_end_is_stopped(tmp_path):
    with pytest.raises(CellTimeoutError):
        run(tmp_path, "while True: pass", timeout=1)
    assert not multiprocessing.active_children()


def test_one_ends_with_who_started_it(tmp_path):
    (tmp_path / "imported_before.py").write_text("import sys; OWN_PATH = sys.path")
    (tmp_path / "sleeper.py").write_text("import os, time; print(os.getpid()); time.sleep(60)")
    script = f"""
import multiprocessing, os, sys, time
sys.path[:0] = {[str(tmp_path), forked_kernels.HERE]}
from forked_kernels import be_kernel
told = "sleeper", [], dict(os.environ), None
process = multiprocessing.get_context("forkserver").Process(target=be_kernel, args=told)
process.start()
print(process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as who:
        kernel = int(who.stdout.readline())
        assert is_running(kernel)
        who.kill()
    for _ in range(100):
        if not is_running(kernel):
            return
        time.sleep(0.1)
    pytest.fail("the kernel is still there")
