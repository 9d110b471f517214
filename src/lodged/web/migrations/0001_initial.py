from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.CharField(max_length=64)),
                ('minute', models.BigIntegerField(help_text='Minutes since 1970.')),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['minute'], name='count_by_minute')],
                'constraints': [models.UniqueConstraint(fields=('client', 'minute'), name='one_count_a_minute')],
            },
        ),
    ]
