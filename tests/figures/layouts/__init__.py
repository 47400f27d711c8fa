"""Tests of the layouts that figures share."""
