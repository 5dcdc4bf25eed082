"""Whether the DKIM signature of the mail on standard input holds: exit 0 or 1. Arguments: where the key stands in DNS, and what stands there."""

import sys

import dkim

name, record = (argument.encode() for argument in sys.argv[1:3])


def lookup(asked, timeout=5):
    return record if asked.rstrip(b".") == name else None


sys.exit(0 if dkim.verify(sys.stdin.buffer.read(), dnsfunc=lookup) else 1)
