"""Analysis, on graphs with known answers."""
