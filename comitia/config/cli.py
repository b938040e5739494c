"""The `comitia` command."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import fields

from comitia.config import environment
from comitia.platform.answers import RefusedError

EPILOG = "Every setting is an environment variable; `comitia settings` lists them. The operator guide is docs/guide/operator.md."

LONGEST_REPORT = 10_000_000  # bytes; what a mail server says of a letter stands at the beginning


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a refused setting or act is one sentence on stderr and exit status 2."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comitia.config.settings")
    try:
        if options.command != "settings":
            import django

            django.setup()
        return options.run(options) or 0
    except environment.SettingError as error:
        print(f"comitia: {error}", file=sys.stderr)
    except RefusedError as error:
        print(f"comitia: {error.answer.sentence}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="comitia", description="Comitia, the meeting of an association of cities.", epilog=EPILOG
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = _add(
        commands, "demo", _demo, "build the demonstration event in the data folder if it is empty, and serve it"
    )
    demo.add_argument("--build-only", action="store_true", help="do not serve")
    demo.add_argument("--report", action="store_true", help="print every finding in the source data, one per line")

    init = _add(commands, "init", _init, "make an empty organisation in the data folder")
    init.add_argument("--short-name", required=True, help="short name of the organisation, e.g. WeGO")
    init.add_argument("--name", required=True, help="full name of the organisation")
    init.add_argument("--email", required=True, help="address of the first secretariat officer")

    _add(commands, "serve", _serve, "serve the site: pages, live streams and background work in one process")
    _add(commands, "worker", _worker, "do background work only (with COMITIA_WORKERS=0 in the serving processes)")

    link = _add(commands, "sign-in-link", _sign_in_link, "print a one-time sign-in link for a person")
    link.add_argument("email")

    journal = _add(commands, "journal", _journal, "check the journal")
    journal.add_argument("act", choices=["verify"], help="verify: go through the chain and name every tampered entry")

    _add(
        commands,
        "receive-bounce",
        _receive_bounce,
        "read a mail server's report of a letter that did not arrive from the standard input",
    )

    role = _add(commands, "give-role", _give_role, "give a role to a person who has an account")
    role.add_argument("email")
    role.add_argument("role", choices=["secretariat", "regional_office", "chair", "operator", "door"])
    role.add_argument("--region", default="", help="code of the region, for a regional office")

    _add(commands, "settings", _settings, "list every setting with its value and meaning")
    _add(commands, "migrate", _migrate, "make the database or bring it up to date")
    _add(
        commands, "template", _template, "for developers: make the database template anew after a migration has changed"
    )
    return parser


def _add(commands: argparse._SubParsersAction, name: str, run: object, help_text: str) -> argparse.ArgumentParser:  # type: ignore[type-arg]
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text.capitalize() + "."
    )
    command.set_defaults(run=run)
    return command


def _demo(options: argparse.Namespace) -> int:
    from comitia.config import database, demonstration
    from comitia.platform import clock
    from comitia.platform.actors import SYSTEM

    database.prepare()
    report = demonstration.build(by=SYSTEM, at=clock.now())
    if options.report:
        for line in report.lines():
            print(line)
    print(report.summary())
    return 0 if options.build_only else _run_server(sign_in=demonstration.OFFICER)


def _init(options: argparse.Namespace) -> int:
    from comitia.config import beginning, database

    database.prepare()
    print(beginning.make_organisation(short_name=options.short_name, name=options.name, email=options.email))
    return 0


def _serve(_options: argparse.Namespace) -> int:
    from comitia.config import database

    database.prepare()
    return _run_server()


def _run_server(*, sign_in: str = "") -> int:
    from django.conf import settings

    from comitia.config import beginning
    from comitia.serving import process

    lines = [f"Comitia is at {settings.BASE_URL}/"]
    if sign_in:
        lines.append(f"Sign in once as the secretariat ({sign_in}): {beginning.sign_in_address(sign_in)}")
    lines.append("Ctrl-C stops it.")
    return process.serve(settings.COMITIA, announcement="\n".join(lines))


def _worker(_options: argparse.Namespace) -> int:
    from django.conf import settings

    from comitia.serving import process

    return process.work(settings.COMITIA)


def _sign_in_link(options: argparse.Namespace) -> int:
    from comitia.config import beginning

    print(beginning.sign_in_address(options.email))
    return 0


def _receive_bounce(_options: argparse.Namespace) -> int:
    from comitia.notices.actions import receive_bounce
    from comitia.platform import clock
    from comitia.platform.actors import SYSTEM

    mail = receive_bounce(sys.stdin.buffer.read(LONGEST_REPORT), by=SYSTEM, at=clock.now())
    # Not an error: a mail server would answer it with a report of its own.
    print(f"Letter {mail.pk} came back." if mail else "This is no report of a letter from here that did not arrive.")
    return 0


def _give_role(options: argparse.Namespace) -> int:
    from comitia.config import beginning

    print(beginning.give_role(email=options.email, role=options.role, region=options.region))
    return 0


def _journal(_options: argparse.Namespace) -> int:
    from comitia.journal import queries

    faults = list(queries.faults())
    for fault in faults:
        print(f"Entry {fault.number} {fault.sentence}.")
    number, digest = queries.head()
    print(f"{number} entries, last digest {digest}. {f'{len(faults)} faults.' if faults else 'The chain is whole.'}")
    return 1 if faults else 0


def _settings(_options: argparse.Namespace) -> int:
    current = environment.read()
    for item in fields(environment.Environment):
        value = getattr(current, item.name)
        shown = "(set)" if value and item.name in environment.SECRET else value
        print(f"{environment.variable(item.name)}={shown}\n    {item.metadata['meaning']} (default: {item.default})")
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    from comitia.config import database

    database.prepare()
    return 0


def _template(_options: argparse.Namespace) -> int:
    from comitia.config import database

    database.write_template()
    return 0


if __name__ == "__main__":
    sys.exit(main())
