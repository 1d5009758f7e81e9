"""Launches: from when the public reads the portfolio or the programs of a campaign (P07)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# A launch changes public pages when it is planned or moved, and when its moment passes.
WATCH = """
SELECT watch_public_table('portfolio_launch');
SELECT watch_public_moment('portfolio_launch', 'at');
"""
UNWATCH = """
DROP TRIGGER IF EXISTS public_change ON portfolio_launch;
DROP TRIGGER IF EXISTS public_moment ON portfolio_launch;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_public_moments'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('portfolio', '0003_sheet_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='public from')),
                ('note', models.TextField(blank=True, verbose_name='note to the public')),
                ('note_es', models.TextField(blank=True, default='', verbose_name='note to the public')),
                ('note_en', models.TextField(blank=True, default='', verbose_name='note to the public')),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='announced')),
            ],
            options={
                'verbose_name': 'launch',
                'verbose_name_plural': 'launches',
                'ordering': ['-at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='LaunchEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('at', models.DateTimeField(verbose_name='public from')),
                ('note', models.TextField(blank=True, verbose_name='note to the public')),
                ('note_es', models.TextField(blank=True, default='', verbose_name='note to the public')),
                ('note_en', models.TextField(blank=True, default='', verbose_name='note to the public')),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='announced')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='program',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='program',
            name='update_update',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='program',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "portfolio_programevent" ("archived_on", "code", "confirmed_on", "created_at", "currency", "current_id", "end_lesson", "end_lesson_en", "end_lesson_es", "end_reason", "end_reason_en", "end_reason_es", "first_published_at", "id", "institution_id", "launch_id", "legacy_id", "merged_into_id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "state") VALUES (NEW."archived_on", NEW."code", NEW."confirmed_on", NEW."created_at", NEW."currency", NEW."current_id", NEW."end_lesson", NEW."end_lesson_en", NEW."end_lesson_es", NEW."end_reason", NEW."end_reason_en", NEW."end_reason_es", NEW."first_published_at", NEW."id", NEW."institution_id", NEW."launch_id", NEW."legacy_id", NEW."merged_into_id", NEW."origin", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminded_on", NEW."state"); RETURN NULL;', hash='131aa3557654c20e18bbb4d135f575d60bf67915', operation='INSERT', pgid='pgtrigger_insert_insert_c54ec', table='portfolio_program', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='program',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "portfolio_programevent" ("archived_on", "code", "confirmed_on", "created_at", "currency", "current_id", "end_lesson", "end_lesson_en", "end_lesson_es", "end_reason", "end_reason_en", "end_reason_es", "first_published_at", "id", "institution_id", "launch_id", "legacy_id", "merged_into_id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "state") VALUES (NEW."archived_on", NEW."code", NEW."confirmed_on", NEW."created_at", NEW."currency", NEW."current_id", NEW."end_lesson", NEW."end_lesson_en", NEW."end_lesson_es", NEW."end_reason", NEW."end_reason_en", NEW."end_reason_es", NEW."first_published_at", NEW."id", NEW."institution_id", NEW."launch_id", NEW."legacy_id", NEW."merged_into_id", NEW."origin", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminded_on", NEW."state"); RETURN NULL;', hash='baa6f11d66b9934e9197a68bf8deef630fa9d3fc', operation='UPDATE', pgid='pgtrigger_update_update_67c9c', table='portfolio_program', when='AFTER')),
        ),
        migrations.AddField(
            model_name='launch',
            name='campaign',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='launch', to='portfolio.campaign', verbose_name='campaign'),
        ),
        migrations.AddField(
            model_name='program',
            name='launch',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programs', to='portfolio.launch', verbose_name='launch'),
        ),
        migrations.AddField(
            model_name='programevent',
            name='launch',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='portfolio.launch', verbose_name='launch'),
        ),
        migrations.AddField(
            model_name='launchevent',
            name='campaign',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='portfolio.campaign', verbose_name='campaign'),
        ),
        migrations.AddField(
            model_name='launchevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='launchevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='portfolio.launch'),
        ),
        migrations.AddConstraint(
            model_name='launch',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('campaign__isnull', True)), name='one_launch_of_the_portfolio'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='launch',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "portfolio_launchevent" ("announced_at", "at", "campaign_id", "id", "note", "note_en", "note_es", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."announced_at", NEW."at", NEW."campaign_id", NEW."id", NEW."note", NEW."note_en", NEW."note_es", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='6540a8a2fe4bb2a0c35bb9a7e30b35fffa36aa61', operation='INSERT', pgid='pgtrigger_insert_insert_3925f', table='portfolio_launch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='launch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "portfolio_launchevent" ("announced_at", "at", "campaign_id", "id", "note", "note_en", "note_es", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."announced_at", NEW."at", NEW."campaign_id", NEW."id", NEW."note", NEW."note_en", NEW."note_es", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='b3175e83b49c646885ec45855ddb3aca180bb7c8', operation='UPDATE', pgid='pgtrigger_update_update_a8de1', table='portfolio_launch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='launchevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9cd4d3c71bcc6138f2e43db3f83c2e94e66be50c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d3afe', table='portfolio_launchevent', when='BEFORE')),
        ),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
