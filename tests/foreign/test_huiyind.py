#!/usr/bin/python3
"""The foreign clients against huiyind: what they know of it they learn from its reflection."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from harness import Server  # noqa: E402

server = Server().init().start()
try:
    server.setup()
    committee = server.client("committee")
    updates = [json.dumps({"case": server.assigned_case(committee, f"f{i}", "jyj"), "verb": "accept",
                           "happened_on": "2023-06-06"}) for i in range(2)]
    committee.close()
    token = server.dir / "foreign.token"
    token.touch(0o600)
    token.write_text(server.tokens["jyj"] + "\n")
    code = subprocess.run([pathlib.Path(__file__).with_name("foreign.sh"), server.address, token, *updates]).returncode
finally:
    server.close()
sys.exit(code)
