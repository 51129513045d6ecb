"""Argon2 with next to no work: the suite signs in hundreds of times."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8  # KiB; the least the library takes
    parallelism = 1
