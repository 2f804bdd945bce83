"""Builds the site: `build.py build` makes dist/, `build.py serve` shows it and follows your changes."""

import sys

if __name__ == "__main__":
    from builder.command import main

    sys.exit(main())
