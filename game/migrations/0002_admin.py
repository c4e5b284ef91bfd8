from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('game', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='event',
            options={'default_permissions': ()},
        ),
        migrations.AlterModelOptions(
            name='game',
            options={'default_permissions': ('view',), 'verbose_name': 'finished game', 'verbose_name_plural': 'finished games'},
        ),
        migrations.AlterModelOptions(
            name='player',
            options={'default_permissions': ('view',), 'permissions': [('ban_player', 'Can ban players')], 'verbose_name': 'player', 'verbose_name_plural': 'players'},
        ),
        migrations.AlterModelOptions(
            name='room',
            options={'default_permissions': ('view',), 'permissions': [('close_room', 'Can close rooms')], 'verbose_name': 'room', 'verbose_name_plural': 'rooms'},
        ),
        migrations.AddField(
            model_name='player',
            name='banned_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='banned since'),
        ),
        migrations.AlterField(
            model_name='game',
            name='number',
            field=models.PositiveIntegerField(verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='game',
            name='reason',
            field=models.CharField(max_length=12, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='game',
            name='variant',
            field=models.CharField(max_length=16, verbose_name='variant'),
        ),
        migrations.AlterField(
            model_name='game',
            name='winner',
            field=models.CharField(blank=True, max_length=1, verbose_name='winner'),
        ),
        migrations.AlterField(
            model_name='player',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='since'),
        ),
        migrations.AlterField(
            model_name='player',
            name='kind',
            field=models.CharField(max_length=8, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='player',
            name='name',
            field=models.CharField(max_length=20, verbose_name='name'),
        ),
        migrations.AlterField(
            model_name='room',
            name='closed',
            field=models.BooleanField(default=False, verbose_name='closed'),
        ),
        migrations.AlterField(
            model_name='room',
            name='code',
            field=models.CharField(max_length=8, primary_key=True, serialize=False, verbose_name='code'),
        ),
        migrations.AlterField(
            model_name='room',
            name='private',
            field=models.BooleanField(verbose_name='private'),
        ),
        migrations.AlterField(
            model_name='room',
            name='status',
            field=models.CharField(max_length=8, verbose_name='status'),
        ),
        migrations.AlterField(
            model_name='room',
            name='variant',
            field=models.CharField(max_length=16, verbose_name='variant'),
        ),
        migrations.AddIndex(
            model_name='player',
            index=models.Index(condition=models.Q(('banned_at__isnull', False)), fields=['id'], name='player_banned'),
        ),
    ]
