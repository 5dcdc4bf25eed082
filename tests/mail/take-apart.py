"""Another reading of a mail from standard input: fields as people read them, and each part with its bytes in base64, as one JSON line."""

import base64
import email
import email.policy
import json
import sys

mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
leaves = [part for part in mail.walk() if not part.is_multipart()]
print(
    json.dumps(
        {
            "fields": [[name.lower(), str(value)] for name, value in mail.items()],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "parts": [
                {
                    "type": part.get_content_type(),
                    "name": part.get_filename(),
                    "content": base64.b64encode(part.get_payload(decode=True) or b"").decode(),
                }
                for part in leaves
            ],
        }
    )
)
