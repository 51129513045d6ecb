"""The full-text index beside core_searchtext, kept in step by the database itself."""

from django.db import migrations

SQLITE = [
    # External content: the index holds no second copy of the text. No sizes: nothing is ranked by them.
    """CREATE VIRTUAL TABLE core_search_index USING fts5(
        grams, content='core_searchtext', content_rowid='id', columnsize=0, tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER core_search_added AFTER INSERT ON core_searchtext BEGIN
        INSERT INTO core_search_index(rowid, grams) VALUES (new.id, new.grams);
    END""",
    """CREATE TRIGGER core_search_removed AFTER DELETE ON core_searchtext BEGIN
        INSERT INTO core_search_index(core_search_index, rowid, grams) VALUES ('delete', old.id, old.grams);
    END""",
    """CREATE TRIGGER core_search_changed AFTER UPDATE ON core_searchtext WHEN old.grams <> new.grams BEGIN
        INSERT INTO core_search_index(core_search_index, rowid, grams) VALUES ('delete', old.id, old.grams);
        INSERT INTO core_search_index(rowid, grams) VALUES (new.id, new.grams);
    END""",
    "INSERT INTO core_search_index(core_search_index) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER core_search_changed",
    "DROP TRIGGER core_search_removed",
    "DROP TRIGGER core_search_added",
    "DROP TABLE core_search_index",
]
POSTGRESQL = [
    "ALTER TABLE core_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', grams)) STORED",
    "CREATE INDEX core_search_index ON core_searchtext USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE core_searchtext DROP COLUMN vector"]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def backwards(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
