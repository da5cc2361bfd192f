"""Documents assembled from the record of a défi."""
