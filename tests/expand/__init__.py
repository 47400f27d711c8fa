"""Tests of kdgraph.expand."""
