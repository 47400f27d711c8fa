"""Tests of the contracts that kdgraph ships."""
