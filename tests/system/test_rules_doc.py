#!/usr/bin/python3
"""The worked examples of docs/rules.md run: their parts are a good file, their commands print what stands below them."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from harness import Tap  # noqa: E402  pylint: disable=wrong-import-position

BIN = pathlib.Path(os.environ.get("HUIYIN_BIN", ROOT / "build" / "asan" / "bin")).resolve()


def section(title):
    text = (ROOT / "docs" / "rules.md").read_text()
    return re.search(rf"^## {title}\n(.*?)^## ", text, re.M | re.S).group(1)


def run(command, folder):
    env = dict(os.environ, PATH=f"{BIN}:{os.environ['PATH']}", XDG_CONFIG_HOME=str(folder))
    return subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)


def main():
    tap = Tap()
    blocks = [block for title in ("A new city in an hour", "Figures") for block in re.findall(r"^```(\w+)\n(.*?)^```$", section(title), re.M | re.S)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "lingang.yaml").touch()
        printed, command = None, ""
        for kind, text in blocks:
            if kind == "yaml":
                with open(folder / "lingang.yaml", "a", encoding="utf-8") as file:
                    file.write(text)
            elif kind == "sh":
                command = text.strip().splitlines()[-1]
                done = run(text, folder)
                printed = (done.stdout + done.stderr).splitlines()
                tap.ok(done.returncode in (0, 1), f"runs: {command}")
            elif kind == "text":
                found = [line for line in text.splitlines() if line in printed]
                tap.same(found, text.splitlines(), f"prints what the reference says: {command}")
                if found != text.splitlines():
                    print("\n".join(f"# {line}" for line in printed), file=sys.stderr)
    tap.same(sum(kind == "text" for kind, _ in blocks), sum(kind == "sh" for kind, _ in blocks), "every command's output is shown")
    tap.done()


if __name__ == "__main__":
    main()
