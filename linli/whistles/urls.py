"""Addresses of whistles."""

from django.urls import URLPattern

app_name = "whistles"

urlpatterns: list[URLPattern] = []
