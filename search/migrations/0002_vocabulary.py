from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("hub_search", "0001_pending_indexing"),
    ]

    operations = []
