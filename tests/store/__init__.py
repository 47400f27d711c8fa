"""Tests of the store: durability, faults, the id of a snapshot."""
