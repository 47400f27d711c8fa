"""Tests of kdgraph.resolve."""
