"""One file per kind of intervention. Each is found by itself; none imports another."""
