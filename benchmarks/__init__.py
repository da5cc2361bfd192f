"""Measures that take minutes: run by hand, never by the tests."""
