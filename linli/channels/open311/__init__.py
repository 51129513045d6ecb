"""Open311 GeoReport v2: the district's matters for programs that know nothing of Linli."""
