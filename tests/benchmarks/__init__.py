"""Tests of the benchmarks: what they make, that every row runs, and what they write."""
