"""Tests of the graphs and of the snapshot that gives them."""
