"""Tests of kdgraph.pipeline."""
