"""Photographs: checked by content, stripped of where and when, shown only through links that expire."""
