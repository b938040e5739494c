"""The database itself refuses to change or remove what the record of a session holds."""

from django.db import migrations

from comitia.platform.triggers import forbidding

REFUSAL = "the record of a session is append-only"

SQLITE = [
    f"CREATE TRIGGER meetings_recordentry_keeps_{act} BEFORE {act.upper()} ON meetings_recordentry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
]

POSTGRESQL = [
    "CREATE FUNCTION meetings_record_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER meetings_recordentry_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON meetings_recordentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION meetings_record_refuse()",
]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [forbidding(sqlite=SQLITE, postgresql=POSTGRESQL)]
