"""Runs the benchmarks named, or all: `python -m tests.benchmarks [portfolio] [fund] [--sizes 10000,100000]`."""

import argparse
import sys

from tests.benchmarks import fund, meetings, portfolio

BENCHMARKS = {"meetings": meetings.main, "portfolio": portfolio.main, "fund": fund.main}


def main(arguments: list[str]) -> int:
    """Exit code 0 when every target is met, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="which benchmarks; all when none is named")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of programs, or of entries of the Fund")
    parser.add_argument("--requests", type=int, default=400, help="requests measured for each kind of page")
    parser.add_argument("--keep", action="store_true", help="keep the databases and use them again next time")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    codes = [BENCHMARKS[name](sizes, options.requests, keep=options.keep) for name in options.names or BENCHMARKS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
