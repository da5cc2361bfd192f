from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("hub_search", "0002_vocabulary"),
    ]

    operations = []
