#!/usr/bin/env python
"""The command line of the portal."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["demo"]:
        # The newcomer's first command has no environment yet; an explicit DEBUG, also one in .env, stays as it is.
        os.environ["PORTAL_DEMO"] = "1"
    execute_from_command_line(sys.argv)
