import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("hub_search", "0002_vocabulary"),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=100, unique=True, verbose_name='forme de comparaison')),
                ('text', models.CharField(help_text='La forme que les personnes tapent le plus souvent.', max_length=100, verbose_name='recherche')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='vue depuis le')),
                ('state', models.CharField(choices=[('todo', 'À traiter'), ('handled', 'Traitée')], default='todo', max_length=10, verbose_name='état')),
                ('handled_how', models.CharField(blank=True, choices=[('synonym', 'Synonyme ajouté'), ('promotion', 'Page mise en avant'), ('page', 'Page créée'), ('asked', 'Demandé à une personne référente'), ('done', 'Marquée comme traitée')], max_length=10, verbose_name='suite donnée')),
                ('handled_on', models.DateField(blank=True, null=True, verbose_name='traitée le')),
                ('note', models.CharField(blank=True, help_text='Sans nom de personne.', max_length=300, verbose_name='note')),
                ('hidden', models.BooleanField(default=False, verbose_name='jamais proposée')),
                ('popularity', models.PositiveIntegerField(default=0, editable=False, verbose_name='fréquence')),
                ('public_popularity', models.PositiveIntegerField(default=0, editable=False, verbose_name='fréquence au public')),
            ],
            options={
                'verbose_name': 'recherche faite',
                'verbose_name_plural': 'recherches faites',
                'ordering': ['key'],
                'indexes': [models.Index(fields=['popularity', 'key'], name='search_query_popular'), models.Index(fields=['public_popularity', 'key'], name='search_query_public')],
            },
        ),
        migrations.CreateModel(
            name='SearchEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(db_index=True, verbose_name='jour')),
                ('typed', models.CharField(max_length=100, verbose_name='texte tapé')),
                ('filters', models.JSONField(blank=True, default=dict, verbose_name='filtres')),
                ('exact', models.BooleanField(default=False, verbose_name='sans correction')),
                ('role_group', models.CharField(max_length=20, verbose_name='groupe')),
                ('results', models.PositiveIntegerField(verbose_name='résultats')),
                ('position', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rang du résultat ouvert')),
                ('query', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hub_search.searchquery', verbose_name='recherche')),
            ],
            options={
                'verbose_name': 'événement de recherche',
                'verbose_name_plural': 'événements de recherche',
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['query', 'day'], name='search_event_query_day')],
            },
        ),
    ]
