from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="reply_address",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="address for replies"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="team",
            name="reply_phone",
            field=models.CharField(
                blank=True, default="", max_length=30, verbose_name="telephone for replies"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="team",
            name="reply_email",
            field=models.EmailField(
                blank=True, default="", max_length=254, verbose_name="e-mail for replies"
            ),
            preserve_default=False,
        ),
    ]
