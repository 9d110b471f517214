"""Requests of tokens are counted in the table that counts those of addresses."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("api", "0002_protect"), ("web", "0001_request_count")]
    operations = [migrations.DeleteModel("Use")]
