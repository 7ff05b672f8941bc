"""Check: the written file, reopened by engines that did not write it, and held against what was meant."""
