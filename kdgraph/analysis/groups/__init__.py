"""Groups of papers: which are similar, which belong together, and how groups cite each other."""
