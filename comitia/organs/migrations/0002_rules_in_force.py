"""The database itself refuses to change or remove rules that were put in force."""

from django.db import migrations

from comitia.platform.triggers import forbidding

REFUSAL = "rules in force never change"
TABLE = "organs_rulesetversion"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_keeps_{act} BEFORE {act.upper()} ON {TABLE} WHEN OLD.put_in_force_at IS NOT NULL "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
]

POSTGRESQL = [
    "CREATE FUNCTION organs_rules_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    f"CREATE TRIGGER {TABLE}_keeps BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW "
    "WHEN (OLD.put_in_force_at IS NOT NULL) EXECUTE FUNCTION organs_rules_refuse()",
]


class Migration(migrations.Migration):
    dependencies = [("organs", "0001_initial")]
    operations = [forbidding(sqlite=SQLITE, postgresql=POSTGRESQL)]
