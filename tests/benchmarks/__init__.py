"""What does Lectern cost? Measured by hand (`make bench-api`), never by the tests."""
