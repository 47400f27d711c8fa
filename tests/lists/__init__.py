"""Lists: what is read from them, and that they come back byte for byte."""
