"""Benchmarks: our way and the plain way side by side, as ratios. No result is ever asserted.

    python -m bench                      what there is
    python -m bench step                 one of them, on each database it is for
    python -m bench worklist --db sqlite --size 1000000

Each module but `measure`, `place`, `filling` and `raw_step` is a benchmark. It has

    DATABASES   the databases it runs on: ("sqlite", "postgres")
    SIZE        how much to make; what that counts is said in its docstring
    run(*, size, rounds) -> list[Comparison]

A machine's speed changes from minute to minute, so figures are only compared within a round.
"""
