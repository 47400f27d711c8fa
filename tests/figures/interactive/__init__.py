"""Tests of the LaTeX pack: what it says, that it holds together, and that TeX reads it."""
