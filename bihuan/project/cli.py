"""`bihuan`: one command for everything that is not a page."""

import os

import click

from bihuan import __version__


class Rooms(click.Group):
    """Commands live in `project/commands`, one module a room; a module is imported only when it is asked for."""

    homes = {
        "due": "time",
        "calendar": "time",
        "bill": "bill",
        "packs": "packs",
        "read": "read",
        "verify": "running",
        "watch": "running",
        "serve": "serving",
        "live": "serving",
        "manage": "running",
        "report": "running",
        "backup": "running",
        "demo": "demo",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.homes)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.homes:
            return None
        from importlib import import_module

        module = import_module(f"bihuan.project.commands.{self.homes[name]}")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Bihuan 闭环: the service standard is the program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.project.settings")
