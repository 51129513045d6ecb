from django.db import models


class SearchText(models.Model):
    """What can be found about one thing. Migration 0002 keeps the full-text index in step by itself."""

    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    grams = models.TextField()  # `bigrams(text)`, not the text

    class Meta:
        app_label = "core"
        constraints = [models.UniqueConstraint(name="search_one_text", fields=["kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
