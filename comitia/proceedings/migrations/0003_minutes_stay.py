"""The database itself keeps minutes as they were circulated and adopted."""

from django.db import migrations

from comitia.platform.triggers import forbidding

TABLES = {name: f"proceedings_{name}" for name in ("minutes", "slot", "minutestext", "minutescorrection", "corrigendum")}
WORDS = {
    "minutes": "adopted minutes stay as they are",
    "slot": "what was written stays once minutes are circulated",
    "minutestext": "the text of minutes is append-only",
    "minutescorrection": "an answered correction stays as it is",
    "corrigendum": "a corrigendum stays as it is",
}


def state_of(row):
    return f"(SELECT state FROM proceedings_minutes WHERE id = {row}.minutes_id)"


def conditions():
    """Give table, act and what must not be."""
    for act in ("UPDATE", "DELETE"):
        yield "minutes", act, "OLD.state = 'adopted'"
        yield "slot", act, f"{state_of('OLD')} <> 'draft'"
        yield "minutestext", act, "TRUE"
        yield "corrigendum", act, "TRUE"
    yield "slot", "INSERT", f"{state_of('NEW')} <> 'draft'"
    yield "minutescorrection", "INSERT", f"{state_of('NEW')} <> 'circulated'"
    yield "minutescorrection", "UPDATE", "OLD.state <> 'proposed' OR OLD.text <> NEW.text OR OLD.place <> NEW.place"
    yield "minutescorrection", "DELETE", "TRUE"
    yield "corrigendum", "INSERT", f"{state_of('NEW')} <> 'adopted'"


def sqlite():
    for table, act, condition in conditions():
        yield (
            f"CREATE TRIGGER {TABLES[table]}_keeps_{act.lower()} BEFORE {act} ON {TABLES[table]} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS[table]}'); END"
        )


def postgresql():
    for table, act, condition in conditions():
        name, row = f"{TABLES[table]}_keeps_{act.lower()}", "OLD" if act == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{WORDS[table]}'; END IF; RETURN {row}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {act} ON {TABLES[table]} FOR EACH ROW EXECUTE FUNCTION {name}()"


class Migration(migrations.Migration):
    dependencies = [("proceedings", "0002_versions_append_only")]
    operations = [forbidding(sqlite=sqlite(), postgresql=postgresql())]
