"""What a process imports before kernels are forked from it: most of what chapters import.

It sees only what a reader has, as a kernel that starts from nothing does: a library that looks
for another finds the same.
"""

import json
import os
import sys
from pathlib import Path

import only_readers

OWN_PATH = [folder for folder in sys.path if folder != str(Path(__file__).parent)]

only_readers.refuse(set(json.loads(os.environ["REFUSED_MODULES"])))
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # as a kernel sets it

import forked_kernels  # noqa: E402, F401
import ipykernel.kernelapp  # noqa: E402, F401
import matplotlib.pyplot  # noqa: E402, F401
import numpy  # noqa: E402
import pandas  # noqa: E402, F401
import sklearn.ensemble  # noqa: E402, F401
import torch._dynamo  # noqa: E402  (optimizers import it at their first step)

# SHAP is not among them: chapters decide before they import it whether it compiles.


def draw_anew() -> None:
    """Random numbers without a seed are others in each kernel."""
    numpy.random.seed()  # noqa: NPY002  (of what chapters may use)
    torch.seed()
