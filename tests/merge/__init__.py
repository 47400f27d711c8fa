"""Tests of `kdgraph.merge`."""
