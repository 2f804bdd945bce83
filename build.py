"""Builds the site: `build.py build` makes dist/, `build.py serve` shows it and follows your changes."""

import sys


def main() -> int:
    """Run the command line, if what it needs is installed."""
    try:
        from builder import command
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is missing: run `make setup`, then `.venv/bin/python build.py`.")
    return command.main()


if __name__ == "__main__":
    sys.exit(main())
