#!/usr/bin/env python3
"""Everything starts here: `manage.py play`, `manage.py test`, any Django command."""

import sys

if sys.version_info < (3, 11):
    sys.exit("tictac needs Python 3.11 or newer; this is %d.%d." % sys.version_info[:2])

from tictac.bootstrap import main

if __name__ == "__main__":
    main(sys.argv)
