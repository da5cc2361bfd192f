"""Architecture rules as system checks."""
