"""Forms of the pipeline, a file a noun. They read and show; the actions decide."""
