"""Tests of the store: durability, faults, identity."""
