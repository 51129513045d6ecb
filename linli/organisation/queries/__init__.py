"""Every read of the organisation."""

from linli.organisation.queries.seats import absent_on, actor_of, needs_second_factor, valid_posts

__all__ = ["absent_on", "actor_of", "needs_second_factor", "valid_posts"]
