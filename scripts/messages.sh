#!/usr/bin/env bash
# Writes src/pairbond/web/locale/django.pot, the catalogue of the app's sentences that translators begin with.
# Needs xgettext (Debian: gettext).
set -euo pipefail
cd "$(dirname "$0")/../src/pairbond/web"

data=$(mktemp -d)
trap 'rm -rf "$data" locale/en' EXIT
PAIRBOND_DATA="$data" PYTHONPATH=../.. "${PYTHON:-../../../.venv/bin/python}" - <<'CODE'
from pairbond.web import server

server.prepare()
from django.core.management import call_command

call_command("makemessages", locale=["en"], keep_pot=True, add_location="file", verbosity=0)
CODE

# A header without blanks to fill in, and without the moment, so that a second run changes nothing.
sed -i -e '1,/^$/{
    /^#/d
    s/PACKAGE VERSION/Pairbond/
    /^"\(POT-Creation-Date\|PO-Revision-Date\|Last-Translator\|Language-Team\|Report-Msgid-Bugs-To\):/d
}' locale/django.pot
