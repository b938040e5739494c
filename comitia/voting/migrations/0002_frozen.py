"""The database itself keeps ballots to their way and refuses to change what is frozen.

On SQLite the papers of secret ballots lie in a table without row numbers: nothing keeps the order in which they came.
"""

from django.db import migrations

from comitia.platform.triggers import forbidding

LIVE = ("open", "paused")
WAYS = {
    "drafted": ("open",),
    "open": ("paused", "closed", "annulled"),
    "paused": ("open", "closed", "annulled"),
    "closed": ("counted", "annulled"),
    "counted": ("declared", "annulled"),
    "declared": ("annulled",),
}
ASKED = (
    "reference meeting_id organ_id sitting_id number subject question options option_names method matter_class majority "
    "may_change small_class_confirmed rules rule_set_number text text_digest drafted_at opened_at repeats_id"
).split()
COUNTED = "is_closed closes_at closed_at counted_at quorum tally".split()
DECLARED = "outcome casting_vote declared_at".split()
ANNULLED = "annulment_reason annulled_at".split()
FROZEN_SINCE = {  # states from which columns no longer change
    ("open", "paused", "closed", "counted", "declared", "annulled"): ASKED,
    ("counted", "declared", "annulled"): COUNTED,
    ("declared",): DECLARED,
    ("annulled",): [*DECLARED, *ANNULLED],
}
ROLL = "ballot_id member_id name region weight is_entitled reason since is_present proxy_id holder".split()
WORDS = {
    "way": "a ballot does not go this way",
    "ballot": "an open ballot stays as it is",
    "roll": "the roll of an open ballot is frozen",
    "papers": "papers are taken while their ballot is open",
    "corrections": "corrections stay as they are",
}


def listed(words):
    return ", ".join(f"'{word}'" for word in words)


def differs(columns, unlike):
    return " OR ".join(f"OLD.{column} {unlike} NEW.{column}" for column in columns)


def ballot_conditions(unlike):
    """Give what a change of a ballot must not be, each with its words."""
    ways = listed(f"{before}>{after}" for before, afters in WAYS.items() for after in afters)
    yield "way", f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({ways})"
    for states, columns in FROZEN_SINCE.items():
        yield "ballot", f"OLD.state IN ({listed(states)}) AND ({differs(columns, unlike)})"


def state_of(row, *, through_line=False):
    """Give the state of the ballot a row belongs to, as an expression."""
    ballot = f"{row}.ballot_id"
    if through_line:
        ballot = f"(SELECT ballot_id FROM voting_rollline WHERE id = {row}.line_id)"
    return f"(SELECT state FROM voting_ballot WHERE id = {ballot})"


def row_conditions(unlike):
    """Give table, act, words and what must not be, for the rows that belong to a ballot."""
    live = listed(LIVE)
    yield "voting_ballot", "DELETE", "ballot", "OLD.state <> 'drafted'"
    yield "voting_rollline", "INSERT", "roll", f"{state_of('NEW')} <> 'drafted'"
    yield "voting_rollline", "UPDATE", "roll", differs(ROLL, unlike)
    yield "voting_rollline", "UPDATE", "papers", f"{state_of('NEW')} NOT IN ({live})"
    yield "voting_rollline", "DELETE", "roll", f"{state_of('OLD')} <> 'drafted'"
    for act in ("INSERT", "UPDATE"):
        yield "voting_paper", act, "papers", f"{state_of('NEW', through_line=True)} NOT IN ({live})"
    yield "voting_paper", "DELETE", "papers", "TRUE"
    yield "voting_sealedpaper", "INSERT", "papers", f"{state_of('NEW')} NOT IN ({live})"
    yield "voting_sealedpaper", "UPDATE", "papers", "TRUE"
    yield "voting_sealedpaper", "DELETE", "papers", f"{state_of('OLD')} NOT IN ({live})"
    yield "voting_correction", "UPDATE", "corrections", "TRUE"
    yield "voting_correction", "DELETE", "corrections", "TRUE"


def all_conditions(unlike):
    for words, condition in ballot_conditions(unlike):
        yield "voting_ballot", "UPDATE", words, condition
    yield from row_conditions(unlike)


def sqlite():
    yield "DROP TABLE voting_sealedpaper"
    yield (
        'CREATE TABLE voting_sealedpaper ("key" char(32) NOT NULL PRIMARY KEY, '
        '"ballot_id" bigint NOT NULL REFERENCES voting_ballot ("id") DEFERRABLE INITIALLY DEFERRED, '
        '"choice" text NOT NULL CHECK (JSON_VALID("choice")), '
        '"weight" bigint unsigned NULL CHECK ("weight" >= 0)) WITHOUT ROWID'
    )
    yield "CREATE INDEX voting_sealedpaper_ballot ON voting_sealedpaper (ballot_id)"
    for number, (table, act, words, condition) in enumerate(all_conditions("IS NOT")):
        yield (
            f"CREATE TRIGGER {table}_keeps_{number} BEFORE {act} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS[words]}'); END"
        )


def postgresql():
    for number, (table, act, words, condition) in enumerate(all_conditions("IS DISTINCT FROM")):
        name = f"{table}_keeps_{number}"
        row = "OLD" if act == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{WORDS[words]}'; END IF; RETURN {row}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]
    operations = [forbidding(sqlite=sqlite(), postgresql=postgresql())]
