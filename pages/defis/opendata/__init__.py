"""Public fields of the défis as open data."""
