"""Tests of groups of papers."""
