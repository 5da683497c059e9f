"""Benchmarks, which are run by hand (`make bench-api`, `make bench-search`), not by the tests."""
