"""Tests of `kdgraph.curate`."""
