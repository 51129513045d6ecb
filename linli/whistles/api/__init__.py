"""Whistles for machines."""

from linli.whistles.api.endpoints import urlpatterns

__all__ = ["urlpatterns"]
