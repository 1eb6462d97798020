"""Changes of network and training that were tried, compared at equal cost."""
