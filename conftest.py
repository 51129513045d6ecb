"""What every test shares."""

from linli.core.tests.triggers import audit_lines_may_be_flushed

__all__ = ["audit_lines_may_be_flushed"]
