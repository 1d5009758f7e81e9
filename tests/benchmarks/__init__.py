"""Benchmarks: `python3 run.py bench [portfolio] [fund]`. No part of the tests: machines differ, ratios tell."""
