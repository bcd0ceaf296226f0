"""The clock that plans digests and the loop that delivers them."""
