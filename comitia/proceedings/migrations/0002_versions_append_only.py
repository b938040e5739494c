"""The database itself refuses to change or remove the versions of a motion's text."""

from django.db import migrations

from comitia.platform.triggers import forbidding

REFUSAL = "the versions of a motion are append-only"

SQLITE = [
    f"CREATE TRIGGER proceedings_motionversion_keeps_{act} BEFORE {act.upper()} ON proceedings_motionversion "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
]

POSTGRESQL = [
    "CREATE FUNCTION proceedings_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER proceedings_motionversion_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON proceedings_motionversion "
    "FOR EACH STATEMENT EXECUTE FUNCTION proceedings_versions_refuse()",
]


class Migration(migrations.Migration):
    dependencies = [("proceedings", "0001_initial")]
    operations = [forbidding(sqlite=SQLITE, postgresql=POSTGRESQL)]
