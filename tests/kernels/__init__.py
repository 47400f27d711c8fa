"""Tests of the kernels: arrays alone."""
