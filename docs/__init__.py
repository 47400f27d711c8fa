"""The site, and the programs that write its pages, draw its pictures and build it."""
