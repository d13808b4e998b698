"""``python -m pairbond`` is the command line."""

import sys

from pairbond.cli.main import main

sys.exit(main())
