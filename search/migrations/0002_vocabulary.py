from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("hub_search", "0001_pending_indexing"),
    ]

    operations = [
        migrations.CreateModel(
            name='SynonymSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, editable=False, max_length=120, null=True, unique=True, verbose_name='code')),
                ('origin', models.CharField(choices=[('shipped', 'Livré avec le hub'), ('editor', 'Ajouté par l’équipe')], default='editor', editable=False, max_length=10, verbose_name='origine')),
                ('expressions', models.TextField(help_text='Une par ligne, ou séparées par des virgules. Accents, majuscules et pluriels ne comptent pas.', max_length=2000, verbose_name='expressions')),
                ('also', models.TextField(blank=True, help_text='Laissez vide si toutes les expressions se valent. Sinon, qui cherche une expression du haut trouve aussi celles-ci, et non l’inverse\xa0: qui cherche «\xa0avocat\xa0» trouve aussi «\xa0juriste\xa0».', max_length=2000, verbose_name='trouvent aussi')),
                ('active', models.BooleanField(default=True, help_text='Hors service, l’ensemble reste au registre sans effet.', verbose_name='en service')),
                ('note', models.CharField(blank=True, help_text='Pour l’équipe seulement.', max_length=300, verbose_name='remarque')),
                ('shipped_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='modifié le')),
            ],
            options={
                'verbose_name': 'ensemble de synonymes',
                'verbose_name_plural': 'synonymes',
                'ordering': ['expressions', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ThesaurusEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stem', models.CharField(max_length=60, unique=True, verbose_name='racine')),
                ('words', models.TextField(verbose_name='synonymes')),
            ],
            options={
                'verbose_name': 'entrée du thésaurus',
                'verbose_name_plural': 'entrées du thésaurus',
            },
        ),
        migrations.CreateModel(
            name='Vocabulary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32, verbose_name='version')),
                ('shipped_digest', models.CharField(blank=True, max_length=64, verbose_name='livraison')),
                ('thesaurus_name', models.CharField(blank=True, max_length=200, verbose_name='thésaurus')),
                ('thesaurus_entries', models.PositiveIntegerField(default=0, verbose_name='entrées')),
                ('thesaurus_analysis', models.PositiveIntegerField(default=0, verbose_name='analyse')),
                ('thesaurus_loaded_at', models.DateTimeField(blank=True, null=True, verbose_name='chargé le')),
            ],
            options={
                'verbose_name': 'vocabulaire',
                'verbose_name_plural': 'vocabulaire',
            },
        ),
    ]
