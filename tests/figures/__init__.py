"""Tests of the figures and of what they are drawn with."""
