"""What a text is about, as guessed: the models that guess, their guesses, and how often they were right."""

from django.db import models
from django.db.models import Q

from linli.cases.models import Case


class TriageModel(models.Model):
    """One learned version. Labels are category codes: a category that is renamed keeps its model.

    `weights` is an npz of plain arrays; versions long out of use keep their figures and lose their weights.
    """

    version = models.PositiveIntegerField(unique=True)
    trained_at = models.DateTimeField()
    seed = models.BigIntegerField()
    cases = models.PositiveIntegerField()  # learned from
    last_case_id = models.BigIntegerField()  # the newest of them
    labels = models.JSONField(default=list)  # category codes it can name
    # Measured on the newest cases, which the measured model had not seen.
    held_out = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    macro_f1 = models.FloatField()
    offered = models.PositiveIntegerField()
    right_when_offered = models.PositiveIntegerField()
    confusions = models.JSONField(default=list)  # [[was, said, times], …] the most frequent
    threshold = models.FloatField()  # silent below this confidence
    # Beside the one that was active then, on cases neither had seen; how many of them each had right.
    compared_with = models.PositiveIntegerField(null=True)
    compared_on = models.PositiveIntegerField(default=0)
    compared_right = models.PositiveIntegerField(default=0)
    compared_right_then = models.PositiveIntegerField(default=0)
    worse = models.BooleanField(default=False)
    weights = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)  # of the weights
    active = models.BooleanField(default=False)
    activated_at = models.DateTimeField(null=True)  # the last time

    class Meta:
        constraints = [
            models.UniqueConstraint(name="triage_one_active", fields=["active"], condition=Q(active=True))
        ]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def accuracy(self) -> float:
        return self.right / self.held_out if self.held_out else 0.0

    @property
    def precision(self) -> float:
        """The share right among what it would have offered."""
        return self.right_when_offered / self.offered if self.offered else 0.0


class Guess(models.Model):
    """What was guessed of one case when it came in, and what it turned out to be."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField()  # of the model; 0: the words of the rule book alone
    said = models.CharField(max_length=60, blank=True)  # a category code
    confidence = models.FloatField(default=0)
    offered = models.BooleanField(default=False)  # sure enough to be shown, and the rule book was silent
    rule_said = models.CharField(max_length=60, blank=True)  # what the words of the rule book said
    truth = models.CharField(max_length=60, blank=True)  # once a person decided or the case was finished

    class Meta:
        indexes = [models.Index(name="guess_confused", fields=["version", "truth", "said", "case"])]

    def __str__(self) -> str:
        return f"{self.case_id}"


class GuessCount(models.Model):
    """How often a version said one thing and it was another; kept by difference. Version 0: the rule book."""

    version = models.PositiveIntegerField()
    truth = models.CharField(max_length=60)
    said = models.CharField(max_length=60)
    offered = models.BooleanField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="guess_count_once", fields=["version", "truth", "said", "offered"])
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.truth} {self.said}"
