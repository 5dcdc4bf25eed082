"""Another reading of a mail: digest, size and file name of each part as Python's email package sees it, one JSON line per file."""

import email
import hashlib
import json
import sys


def leaves(part):
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in part.get_payload():
            yield from leaves(inner)
    elif part.get_content_maintype() == "message":
        yield None  # a mail inside a mail is one file for us
    else:
        content = part.get_payload(decode=True) or b""
        yield {"sha256": hashlib.sha256(content).hexdigest(), "name": part.get_filename()}


for path in sys.argv[1:]:
    with open(path, "rb") as file:
        print(json.dumps(list(leaves(email.message_from_bytes(file.read())))))
