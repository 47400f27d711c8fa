"""Lineage, on graphs with known answers."""
