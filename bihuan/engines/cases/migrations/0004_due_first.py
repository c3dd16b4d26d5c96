from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_reading_fast'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='clock', name='cases_clock_by_promise'),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['due_at', 'promise'], name='cases_clock_due'),
        ),
    ]
