"""Tests of the canvas: marks, words and their places."""
