"""Benchmarks: `python3 run.py bench [portfolio]`. No part of the tests: machines differ, ratios tell."""
