"""Contracts over whole families: all that the public door offers, on any literature."""
