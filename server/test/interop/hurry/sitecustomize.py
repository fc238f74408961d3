"""Python reads this before a printed program, which then waits a fraction of a second between its looks."""

import time

_sleep = time.sleep


def _sleep_shortly(seconds):
    _sleep(min(seconds, 0.25))


time.sleep = _sleep_shortly
