"""Search that knows Chinese: character bigrams on SQLite FTS5 and on PostgreSQL tsvector."""
