"""Work that takes longer than a page may: queued in a table, done by a worker, followed by the person who asked."""
