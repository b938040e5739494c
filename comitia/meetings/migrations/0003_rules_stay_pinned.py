"""The database itself refuses to hold a session that has begun under other rules of procedure."""

from django.db import migrations

from comitia.platform.triggers import forbidding

REFUSAL = "the rules of a session that has begun stay pinned"
HAS_BEGUN = "EXISTS (SELECT 1 FROM meetings_sitting WHERE meeting_id = OLD.id AND called_at IS NOT NULL)"

SQLITE = [
    "CREATE TRIGGER meetings_meeting_keeps_rules BEFORE UPDATE OF rule_set_id ON meetings_meeting "
    f"WHEN OLD.rule_set_id IS NOT NULL AND NEW.rule_set_id IS NOT OLD.rule_set_id AND {HAS_BEGUN} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
]

POSTGRESQL = [
    "CREATE FUNCTION meetings_rules_stay() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {HAS_BEGUN} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER meetings_meeting_keeps_rules BEFORE UPDATE OF rule_set_id ON meetings_meeting FOR EACH ROW "
    "WHEN (OLD.rule_set_id IS NOT NULL AND NEW.rule_set_id IS DISTINCT FROM OLD.rule_set_id) "
    "EXECUTE FUNCTION meetings_rules_stay()",
]


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_record_append_only")]
    operations = [forbidding(sqlite=SQLITE, postgresql=POSTGRESQL)]
