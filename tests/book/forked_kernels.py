"""Kernels forked from a process that has imported already what most chapters import.

Python, PyTorch, scikit-learn, pandas and Matplotlib take five seconds to import, anew in each of
forty kernels: almost as long as all that the chapters then do. The process is the fork server of
Python's multiprocessing. Where a fork is not safe, kernels start as they always do.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

HERE = str(Path(__file__).parent)
LOCAL = "local-provisioner"


class Fork:
    """A process of multiprocessing, with what a provisioner asks of one of subprocess."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.pid = process, process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def terminate(self) -> None:
        self.process.terminate()


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels whose command is ``python -m module arguments``."""

    refused = "[]"  # modules that none of them finds, in JSON

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        module, *arguments = cmd[cmd.index("-m") + 1 :]
        told = module, arguments, kwargs["env"], kwargs.get("cwd")
        process = multiprocessing.get_context("forkserver").Process(target=be_kernel, args=told)
        path = os.pathsep.join(filter(None, [HERE, os.environ.get("PYTHONPATH")]))
        server = {"PYTHONPATH": path, "REFUSED_MODULES": self.refused}
        with mock.patch.dict(os.environ, server):  # it is started with the first
            process.start()
        self.process = Fork(process)
        self.pid = self.pgid = process.pid
        return self.connection_info


def be_kernel(module: str, arguments: list[str], env: dict[str, str], folder: str | None) -> None:
    """Go on as ``python -m module arguments`` would, first in a group of processes of its own."""
    from imported_before import OWN_PATH, draw_anew

    draw_anew()
    os.setsid()
    threading.Thread(target=end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(env)
    if folder is not None:
        os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    sys.path[:], sys.argv[1:] = OWN_PATH, arguments
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def end_with_parent() -> None:
    """Leave no kernel behind when who started it is killed."""
    multiprocessing.parent_process().join()
    os._exit(1)


@contextmanager
def without(refused: str) -> Iterator[None]:
    """Let kernels be forked from a process that does not find these modules, named in JSON."""
    if sys.platform != "linux":
        yield
        return
    multiprocessing.get_context("forkserver").set_forkserver_preload(["imported_before"])
    factory = KernelProvisionerFactory.instance()
    own = EntryPoint(LOCAL, f"{__name__}:ForkedProvisioner", factory.GROUP_NAME)
    with (
        mock.patch.dict(factory.provisioners, {LOCAL: own}),
        mock.patch.object(ForkedProvisioner, "refused", refused),
    ):
        yield
