import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("base", "0001_initial"),
        ("hub_search", "0003_query_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="fichier")),
                ("file_hash", models.CharField(blank=True, max_length=40, verbose_name="empreinte")),
                ("state", models.CharField(choices=[("waiting", "en attente"), ("read", "lu"), ("empty", "sans texte"), ("refused", "illisible"), ("ignored", "format non lu")], default="waiting", max_length=10, verbose_name="état")),
                ("reason", models.TextField(blank=True, verbose_name="raison")),
                ("text", models.TextField(blank=True, verbose_name="texte")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="essais")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="lecture commencée le")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="signalé le")),
                ("document", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="search_text", to="base.hubdocument", verbose_name="document")),
            ],
            options={
                "verbose_name": "texte de fichier",
                "verbose_name_plural": "textes des fichiers",
                "indexes": [models.Index(fields=["state"], name="hub_search_file_state")],
            },
        ),
    ]
