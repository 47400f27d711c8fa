"""Tests of the export formats, each read back by a reader that is not ours."""
