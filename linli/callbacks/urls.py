"""Addresses of call-backs."""

from django.urls import URLPattern

app_name = "callbacks"

urlpatterns: list[URLPattern] = []
