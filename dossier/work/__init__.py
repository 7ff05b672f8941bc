"""Work: jobs in processes and threads, their limits, their wire, their log."""
