"""The dashboard of the défis."""
