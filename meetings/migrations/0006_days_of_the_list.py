from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("meetings", "0005_public_lists")]

    operations = [
        migrations.RenameField("meetingindex", "start", "first_day"),
        migrations.RenameField("meetingindex", "end", "final_day"),
    ]
