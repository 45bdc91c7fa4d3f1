from typing import Any

from django.db import migrations, models


def compare_bytes(apps: Any, schema_editor: Any) -> None:
    """SQLite compares text byte by byte; PostgreSQL by the language of the database, unless told otherwise."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column, size in (("web_searchword", "word", 40), ("web_searchentry", "start", 120)):
        schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({size}) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("row", models.BigIntegerField(verbose_name="row")),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("start", models.CharField(blank=True, max_length=120, verbose_name="beginning")),
                ("words", models.TextField(blank=True, verbose_name="words")),
            ],
            options={
                "verbose_name": "entry of the search",
                "verbose_name_plural": "entries of the search",
                "constraints": [models.UniqueConstraint(fields=("kind", "row"), name="search_entry_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("word", models.CharField(max_length=40, verbose_name="word")),
                ("row", models.BigIntegerField(verbose_name="row")),
            ],
            options={
                "verbose_name": "word of the search",
                "verbose_name_plural": "words of the search",
                "indexes": [
                    models.Index(fields=["kind", "word", "row"], name="search_by_word"),
                    models.Index(fields=["kind", "row", "word"], name="search_words_of"),
                ],
            },
        ),
        migrations.RunPython(compare_bytes, migrations.RunPython.noop),
    ]
