"""Whole processes measured: wall time, CPU time of the process and its children, peak memory; runners take turns.

In: commands. Out: `Run` values, and ratios between two runners, round by round, so that a drift of the machine hits both.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class Failed(Exception):
    """A command that was measured ended with an error; the text is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds of wall and CPU time, megabytes at the peak."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Runner:
    """A command that takes turns with others. `prepare` is called before each run and not measured."""

    command: Sequence[str]
    environment: Mapping[str, str]
    prepare: Callable[[], None] = lambda: None


def ordinary(**more: str) -> dict[str, str]:
    """Return this process's environment with `more`, such as people have it: what Python compiles is kept."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def measured(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Return the figures of a command's run. Raises `Failed` where it ends with an error."""
    # What others left to be written must not be waited for by the one that comes next.
    os.sync()
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        # The last line says what is wrong; the others where in the program, on this machine.
        lines = said.decode(errors="replace").strip().splitlines()
        raise Failed(lines[-1] if lines else f"{Path(command[0]).name} ended with {process.returncode}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def interleaved(runners: Mapping[str, Runner], rounds: int) -> dict[str, list[Run]]:
    """Return the runs of all runners by name, in rounds: each once, then each again. One round more warms up."""
    runs: dict[str, list[Run]] = {name: [] for name in runners}
    for turn in range(rounds + 1):
        for name, runner in runners.items():
            runner.prepare()
            run = measured(runner.command, runner.environment)
            if turn:
                runs[name].append(run)
    return runs


def together(commands: Sequence[Sequence[str]], environment: Mapping[str, str], workers: int) -> float:
    """Return the wall seconds that commands take, so many of them at a time."""
    started = time.perf_counter()
    waiting = list(commands)
    running: list[subprocess.Popen[bytes]] = []
    while waiting or running:
        while waiting and len(running) < workers:
            command = waiting.pop(0)
            running.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
        if running[0].wait():
            raise Failed(f"{running[0].args!r} failed")
        del running[0]
    return time.perf_counter() - started


def ratio(runs: Sequence[Run], peer: Sequence[Run]) -> float:
    """Return the median over the rounds of one runner's wall time as a share of another's."""
    return statistics.median(one.wall / other.wall for one, other in zip(runs, peer, strict=True))


def median(runs: Sequence[Run], what: str) -> float:
    """Return the median of a figure."""
    return float(statistics.median(getattr(run, what) for run in runs))


def restored(folder: Path, kept: Path) -> None:
    """Make `folder` what `kept` is, whatever a run has put there."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)
