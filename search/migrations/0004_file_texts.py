from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("hub_search", "0003_query_log"),
    ]

    operations = []
