"""The pricing engine: pure computation, without a database or a request."""
