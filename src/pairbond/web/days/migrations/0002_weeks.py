"""What is set up for days, weekly answers, and rows that keep the date on which they were written only."""

import uuid
from datetime import UTC

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDay


def keep_dates_only(apps, schema_editor):
    """Take the time of day out of rows from before."""
    for name in ("Note", "Day"):
        apps.get_model("days", name).objects.update(at=TruncDay("at", tzinfo=UTC))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("couples", "0001_initial"),
        ("days", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(keep_dates_only, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "desk",
            },
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("last_day", models.DateField(db_index=True)),
                (
                    "couple",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="weeks", to="couples.couple"
                    ),
                ),
            ],
            options={
                "db_table": "week",
                "constraints": [models.UniqueConstraint(fields=("couple", "last_day"), name="week_once")],
            },
        ),
        migrations.CreateModel(
            name="WeekAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("last_day", models.DateField(db_index=True)),
                ("sealed", models.BinaryField()),
                (
                    "couple",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="week_answers",
                        to="couples.couple",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="week_answers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "week_answer",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "last_day"), name="week_answer_once")
                ],
            },
        ),
    ]
