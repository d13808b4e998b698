"""What the commands around the web app share: making sure that it is installed and set up."""

from __future__ import annotations

from types import ModuleType

from pairbond.errors import ConfigError


def server() -> ModuleType:
    """Return the module that starts the app; ConfigError where its packages are missing."""
    try:
        from pairbond.web import server as module
    except ImportError as error:
        raise ConfigError(
            f"The web app needs more packages ({error.name} is missing): pip install 'pairbond[web]'."
        ) from error
    return module
