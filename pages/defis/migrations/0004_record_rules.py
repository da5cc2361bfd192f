"""What the rows, now told apart, must obey."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("defis", "0003_carry_over")]

    operations = [
        migrations.RemoveField(
            model_name='defipage',
            name='plan_confirmed_on',
        ),
        migrations.AddConstraint(
            model_name='handoverdocument',
            constraint=models.UniqueConstraint(fields=('defi', 'item'), name='one_slot_by_document', violation_error_message='Ce document figure déjà dans la liste.'),
        ),
    ]
