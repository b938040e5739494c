"""The database itself refuses to change or remove what the journal holds."""

from django.db import migrations

from comitia.platform.triggers import forbidding

REFUSAL = "the journal is append-only"

SQLITE = [
    f"CREATE TRIGGER journal_entry_keeps_{act} BEFORE {act.upper()} ON journal_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for act in ("update", "delete")
] + [
    f"CREATE TRIGGER journal_particulars_keeps_update BEFORE UPDATE ON journal_particulars BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
]

POSTGRESQL = [
    f"CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER journal_entry_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    "CREATE TRIGGER journal_particulars_keeps BEFORE UPDATE ON journal_particulars FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
]


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [forbidding(sqlite=SQLITE, postgresql=POSTGRESQL)]
