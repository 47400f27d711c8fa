"""Tests of kdgraph; folders mirror those of the package."""
