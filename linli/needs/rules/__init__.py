"""Answers about needs: values in, values out."""
