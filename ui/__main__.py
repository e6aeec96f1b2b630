"""``python -m ui`` and the packaged executables start here."""

from ui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
