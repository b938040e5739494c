"""Rules of the house: pure functions over values; no framework, clock, network, disk or randomness."""
