"""`python -m bench NAME`: run one benchmark and print what it measured."""

from __future__ import annotations

import ast
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from bench.measure import ROUNDS
from bench.place import conditions, settle

HELPERS = {"__main__", "measure", "place", "filling", "raw_step"}
FEWEST_ROUNDS = 7


def names() -> list[str]:
    """Every benchmark there is."""
    found = {module.name for module in iter_modules([str(Path(__file__).parent)])}
    return sorted(found - HELPERS)


def main() -> int:
    given = _arguments()
    if given.name is None:
        for name in names():
            about = (_about(name)).splitlines()[0]
            print(f"{name:16}{about}")
        return 0
    if given.db:
        _run_here(given)
        return 0
    outcomes = [_run_apart(database) for database in _databases(given.name)]
    return max(outcomes)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m bench", description="Ratios, side by side.")
    parser.add_argument("name", nargs="?", choices=names())
    parser.add_argument("--db", choices=("sqlite", "postgres"), help="default: each it is for")
    parser.add_argument("--size", type=int, help="how much to make (the benchmark says of what)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    if given.rounds < FEWEST_ROUNDS:
        parser.error(f"fewer than {FEWEST_ROUNDS} rounds say nothing")
    return given


def _about(name: str) -> str:
    """The docstring of a benchmark, read without loading what it measures."""

    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _databases(name: str) -> tuple[str, ...]:
    """What the benchmark names as its DATABASES, likewise without loading it."""

    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "DATABASES":
            return tuple(ast.literal_eval(statement.value))
    raise SystemExit(f"bench/{name}.py does not say on which DATABASES it runs.")


def _run_apart(database: str) -> int:
    """The same command in a process of its own: Django has one database in one process."""
    command = [sys.executable, "-m", "bench", *sys.argv[1:], "--db", database]
    return subprocess.run(command, check=False).returncode


def _run_here(given: Namespace) -> None:
    settle(given.db)
    benchmark: ModuleType = import_module(f"bench.{given.name}")
    size = given.size or benchmark.SIZE
    print(f"\n{given.name}, size {size:,}: {conditions()}")
    for comparison in benchmark.run(size=size, rounds=given.rounds):
        print(comparison)


if __name__ == "__main__":
    sys.exit(main())
