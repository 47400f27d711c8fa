"""What a list lacks, and what stands in the wrong section."""
