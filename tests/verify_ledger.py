#!/usr/bin/env python3
"""Verifies a ledger with nothing but docs/ledger.md, SHA-256 and JSON; knows nothing of the server's code.

  verify_ledger.py CONNINFO JURISDICTION   reads tables page and line through psql
  verify_ledger.py --vectors FILE          checks the test vectors (docs/ledger-vectors.json)

Prints pages, lines and the hash of the head; exits 1 with the first page and line that is wrong."""
import hashlib
import json
import subprocess
import sys

ZERO = bytes(32)


class Fault(Exception):
    """The first thing that is wrong."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(body, salt):
    return sha256(b"\x00", body, salt)


def root_hash(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01", root_hash(leaves[:split]), root_hash(leaves[split:]))


def page_hash(jurisdiction, page, lines, root, prev):
    numbers = jurisdiction.to_bytes(8, "big") + page.to_bytes(8, "big") + lines.to_bytes(4, "big")
    return sha256(b"\x01", numbers, root, prev)


def need(condition, what):
    if not condition:
        raise Fault(what)


def query(conninfo, sql):
    """Rows as JSON objects, one at a time."""
    command = ["psql", conninfo, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", f"COPY ({sql}) TO STDOUT WITH (FORMAT text)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as psql:
        for row in psql.stdout:
            # COPY's text format doubles backslashes; row_to_json writes control characters as escapes of its own.
            yield json.loads(row.rstrip("\n").replace("\\\\", "\\"))
    need(psql.returncode == 0, f"psql ended with {psql.returncode}")


class Course:
    """What the lines say of one another: the versions of a case follow without a gap, the lines of an update of several
    cases stand together, and a correction withdraws what was recorded and still counts."""

    def __init__(self):
        self.versions, self.counting, self.first = {}, set(), None

    def take(self, where, page, value):
        self.check_part(where, page, value)
        if "case" not in value:
            return
        case, effects = value["case"], value["effects"]
        need(value["version"] == self.versions.get(case, 0) + 1, f"{where}: not the next version of case {case}")
        self.versions[case] = value["version"]
        for milestone in effects.get("superseded", []):
            key = self.key(case, milestone["version"], milestone)
            need(key in self.counting, f"{where}: it withdraws what does not count")
            self.counting.remove(key)
        for milestone in effects["milestones"]:
            self.counting.add(self.key(case, value["version"], milestone))

    @staticmethod
    def key(case, version, milestone):
        return case, version, milestone["milestone"], milestone["assignment"], milestone.get("item", 0)

    def check_part(self, where, page, value):
        if "part" not in value:
            self.first, self.part = (page, value), 1
            return
        need(self.first and self.first[0] == page, f"{where}: its first line is not on this page")
        first = self.first[1]
        need((value["request"], value["office"], value["of"]) == (first["request"], first["office"], first.get("case")),
             f"{where}: it does not belong to the line before it")
        self.part += 1
        need(value["part"] == self.part, f"{where}: part {self.part} is missing")


def check_line(line, number, course):
    where = f"page {line['page']}, line {number}"
    need(line["line_no"] == number, f"{where}: the line is missing")
    body, salt = line["body"].encode(), bytes.fromhex(line["salt"])
    need(len(salt) == 16, f"{where}: the salt has {len(salt)} bytes")
    leaf = leaf_hash(body, salt)
    need(leaf.hex() == line["leaf"], f"{where}: body, salt or leaf was changed")
    value = json.loads(body)
    need(canonical(value) == body, f"{where}: the body is not canonical")
    version = value["version"] if "case" in value else 0
    need((value.get("case", 0), version) == (line["case_id"], line["version"]), f"{where}: columns differ from the body")
    course.take(where, line["page"], value)
    return leaf


def check_ledger(conninfo, jurisdiction):
    pages = query(conninfo, "SELECT row_to_json(t) FROM (SELECT page, lines, encode(prev_hash, 'hex') AS prev, encode(hash, "
                  f"'hex') AS hash FROM page WHERE jurisdiction = {jurisdiction} ORDER BY page) t")
    lines = query(conninfo, "SELECT row_to_json(t) FROM (SELECT page, line_no, case_id, version, encode(salt, 'hex') AS salt, "
                  f"encode(leaf, 'hex') AS leaf, body FROM line WHERE jurisdiction = {jurisdiction} ORDER BY page, line_no) t")
    prev, count, number, line, course = ZERO, 0, 0, next(lines, None), Course()
    for page in pages:
        number += 1
        need(page["page"] == number, f"page {number}: the page is missing")
        leaves = []
        while line and line["page"] == number:
            leaves.append(check_line(line, len(leaves) + 1, course))
            line = next(lines, None)
        need(len(leaves) >= page["lines"], f"page {number}, line {len(leaves) + 1}: the line is missing")
        need(len(leaves) == page["lines"], f"page {number}, line {page['lines'] + 1}: the line does not belong to the page")
        need(leaves, f"page {number}: it has no line")
        need(page["prev"] == prev.hex(), f"page {number}: it does not follow the hash of the page before")
        prev = page_hash(jurisdiction, number, len(leaves), root_hash(leaves), prev)
        need(page["hash"] == prev.hex(), f"page {number}: its hash is wrong")
        count += len(leaves)
    need(line is None, f"page {number + 1}: lines without their page")
    print(f"intact: {number} pages, {count} lines, head {prev.hex()}")


def check_vectors(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    leaves = []
    for line in vectors["lines"]:
        need(canonical(line["value"]) == line["body"].encode(), f"{line['name']}: the body is not canonical")
        leaves.append(leaf_hash(line["body"].encode(), bytes.fromhex(line["salt"])))
        need(leaves[-1].hex() == line["leaf"], f"{line['name']}: leaf")
    for tree in vectors["trees"]:
        need(root_hash(leaves[:tree["leaves"]]).hex() == tree["root"], f"root of {tree['leaves']} leaves")
    for page in vectors["pages"]:
        root, prev = bytes.fromhex(page["root"]), bytes.fromhex(page["prev"])
        hashed = page_hash(page["jurisdiction"], page["page"], page["lines"], root, prev)
        need(hashed.hex() == page["hash"], f"hash of page {page['page']}")
    print(f"good: {len(leaves)} lines, {len(vectors['trees'])} trees, {len(vectors['pages'])} pages")


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    try:
        if arguments[0] == "--vectors":
            check_vectors(arguments[1])
        else:
            check_ledger(arguments[0], int(arguments[1]))
    except Fault as fault:
        sys.exit(f"damaged: {fault}")


if __name__ == "__main__":
    main(sys.argv[1:])
