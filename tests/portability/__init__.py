"""Whether kdgraph runs where the system is another: Windows is played on whatever is here."""
