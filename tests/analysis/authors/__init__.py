"""Authors: rankings, communities, lineages and the list, checked by hand and by second ways."""
