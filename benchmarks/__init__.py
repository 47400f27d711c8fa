"""How fast kdgraph is beside its peers: ``python -m benchmarks``; see RESULTS.md."""
