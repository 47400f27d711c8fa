"""Tests of the measures of influence, their ranking and their explanation."""
