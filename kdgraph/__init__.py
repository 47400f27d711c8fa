"""From a curated paper list to a citation and author graph."""
