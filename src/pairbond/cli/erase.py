"""``pairbond erase``: erases one person from the web app, when they ask the operator to."""

from __future__ import annotations

import click

from pairbond.cli.options import examples


@click.command("erase", short_help="Erase a person from the web app.", epilog=examples("pairbond erase NAME"))
@click.argument("name", metavar="NAME")
@click.confirmation_option(prompt="Erase this person for good?", help="Do not ask.")
def command(name: str) -> None:
    """Erase the person who signs in as NAME, with all that is theirs.

    People can do this themselves under Account. The server may go on meanwhile.
    """
    from pairbond.cli.web_setup import server
    from pairbond.errors import ConfigError

    server().prepare()
    from pairbond.web.accounts.models import Person
    from pairbond.web.accounts.vault import name_index
    from pairbond.web.ops.erasing import erase

    person = Person.objects.filter(name_index=name_index(name)).first()
    if person is None:
        raise ConfigError(
            "Nobody signs in with this name; names are kept as fingerprints, so check the spelling."
        )
    erase(person)
    click.echo("Erased.")
