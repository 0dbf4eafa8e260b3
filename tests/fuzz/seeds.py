#!/usr/bin/env python3
"""Writes the first seeds of the corpora beside it: well-formed talk of every kind, for libFuzzer to bend.

seeds.py writes corpus/TARGET/NAME; what fuzzing found later lies there too and is left alone.
"""
import gzip
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent / "corpus"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
WHOLE, PIECES = b"\x00", b"\x01"  # the first byte: in one go, or 16 bytes at a time
MEDDLING = b"\x71"  # of a client: that, and its callbacks do things to other calls


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def field(name, value):
    """A literal without indexing and without Huffman; names and values below 127 bytes (RFC 7541 section 6.2.2)."""
    return b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value


def message(payload, flag=0):
    return bytes([flag]) + struct.pack(">I", len(payload)) + payload


def request(text=b"hi", mode=0, count=0, padding=0):
    out = b"\x0a" + bytes([len(text)]) + text
    for number, value in ((2, mode), (3, count), (4, padding)):
        if value:
            out += bytes([number << 3, value & 0x7F | (0x80 if value > 127 else 0)]) + (bytes([value >> 7]) if value > 127 else b"")
    return out


def headers(stream, path, *extra, end=False):
    block = b"".join(field(n, v) for n, v in (
        (b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"),
        (b"content-type", b"application/grpc"), (b"te", b"trailers"), *extra))
    return frame(1, 4 | (1 if end else 0), stream, block)


def data(stream, payload, end=True):
    return frame(0, 1 if end else 0, stream, payload)


def settings(*pairs):
    return frame(4, 0, 0, b"".join(struct.pack(">HI", k, v) for k, v in pairs))


ACK, HELLO = frame(4, 1, 0), PREFACE + settings()
ECHO = b"/evgrpc.test.Echo/"
packed = gzip.compress(request(b"a" * 100), mtime=0)

server = {
    "unary": HELLO + ACK + headers(1, ECHO + b"Say") + data(1, message(request())),
    "unary_fails": HELLO + headers(1, ECHO + b"Say") + data(1, message(request(b" 100% ", 5))),
    "server_stream": HELLO + headers(1, ECHO + b"Repeat") + data(1, message(request(count=20, padding=2000))),
    "small_window": PREFACE + settings((4, 10)) + headers(1, ECHO + b"Repeat") + data(1, message(request(count=9, padding=900)))
    + frame(8, 0, 1, struct.pack(">I", 100)) + frame(3, 0, 1, struct.pack(">I", 8)),
    "client_stream": HELLO + headers(1, ECHO + b"Collect") + data(1, message(request()), False) * 3 + data(1, b""),
    "bidi": HELLO + headers(1, ECHO + b"Chat") + data(1, message(request()), False) + headers(3, ECHO + b"Chat")
    + data(3, message(request()) * 2, False) + data(1, message(request(mode=3))) + frame(3, 0, 3, struct.pack(">I", 8)),
    "gzip": HELLO + headers(1, ECHO + b"Say", (b"grpc-encoding", b"gzip"), (b"grpc-accept-encoding", b"gzip")) + data(1, message(packed, 1)),
    "unknown_encoding": HELLO + headers(1, ECHO + b"Say", (b"grpc-encoding", b"snappy")) + data(1, message(request(), 1)),
    "timeouts": HELLO + headers(1, ECHO + b"Say", (b"grpc-timeout", b"1n")) + data(1, message(request()))
    + headers(3, ECHO + b"Say", (b"grpc-timeout", b"123456789S"), (b"x-bin", b"AAE")) + data(3, message(request())),
    "unknown_method": HELLO + headers(1, b"/no.Such/Method", end=True) + headers(3, b"", end=True),
    "health": HELLO + headers(1, b"/grpc.health.v1.Health/Check") + data(1, message(b"")) + headers(3, b"/grpc.health.v1.Health/Watch") + data(3, message(b"")),
    "two_messages": HELLO + headers(1, ECHO + b"Say") + data(1, message(request()) * 2),
    "half_message": HELLO + headers(1, ECHO + b"Say") + data(1, message(request())[:6]),
    "continuation": HELLO + frame(1, 0, 1, field(b":method", b"POST") + field(b":scheme", b"http")) + frame(9, 4, 1, field(b":path", ECHO + b"Say")),
    "ping_and_goaway": HELLO + frame(6, 0, 0, b"12345678") + frame(2, 0, 3, b"\0\0\0\0\7") + frame(7, 0, 0, b"\0" * 8),
    "http1": b"GET / HTTP/1.1\r\nhost: x\r\n\r\n",
    "window_zero": HELLO + headers(1, ECHO + b"Chat") + frame(8, 0, 1, b"\0\0\0\0") + headers(1, ECHO + b"Say") + frame(8, 0, 0, b"\x7f\xff\xff\xff"),
}


def answer_headers(stream, *extra, end=False, status=b"200"):
    block = b"".join(field(n, v) for n, v in ((b":status", status), (b"content-type", b"application/grpc"), *extra))
    return frame(1, 4 | (1 if end else 0), stream, block)


def trailers(stream, status, *extra):
    return frame(1, 5, stream, field(b"grpc-status", status) + b"".join(field(n, v) for n, v in extra))


reply = message(b"\x0a\x02hi\x10\x03")
client = {
    "answers": settings() + ACK + b"".join(answer_headers(i) + data(i, reply, False) + trailers(i, b"0") for i in (1, 3, 5, 7)),
    "trailers_only": settings() + answer_headers(1, (b"grpc-status", b"5"), (b"grpc-message", b"no%20such"), end=True)
    + answer_headers(3, (b"grpc-status", b"14"), (b"grpc-retry-pushback-ms", b"1"), end=True),
    "details": settings() + answer_headers(1) + trailers(1, b"9", (b"grpc-status-details-bin", b"CAkSAm5v"), (b"x-bin", b"AAE")),
    "gzip": settings() + answer_headers(1, (b"grpc-encoding", b"gzip")) + data(1, message(gzip.compress(b"\x0a\x02hi", mtime=0), 1), False) + trailers(1, b"0"),
    "html": settings() + frame(1, 4, 1, field(b":status", b"502") + field(b"content-type", b"text/html")) + data(1, b"<html>"),
    "resets": settings() + frame(3, 0, 1, struct.pack(">I", 7)) + answer_headers(3) + data(3, reply, False) + frame(3, 0, 3, struct.pack(">I", 8)) + answer_headers(5) + trailers(5, b"99"),
    "goaway": settings((3, 1)) + frame(7, 0, 0, struct.pack(">II", 1, 0) + b"bye") + answer_headers(1) + trailers(1, b"0"),
    "too_many_pings": settings() + frame(7, 0, 0, struct.pack(">II", 0, 11) + b"too_many_pings"),
    "no_status": settings() + answer_headers(1) + data(1, reply),
    "push": settings() + frame(5, 4, 1, struct.pack(">I", 2) + field(b":method", b"GET")),
}



def part(number, content):
    """A field of a message: protobuf's wire type 2, numbers below 16, contents below 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def method(name, *extra):
    return part(2, part(1, name) + part(2, b".p.M") + part(3, b".p.M.N") + b"".join(extra))


def to_generate(*services, options=b""):
    """A CodeGeneratorRequest for one file with messages M and M.N (google/protobuf/compiler/plugin.proto)."""
    file = part(1, b"a.proto") + part(2, b"p") + part(4, part(1, b"M") + part(3, part(1, b"N")))
    return part(1, b"a.proto") + part(15, file + b"".join(part(6, service) for service in services) + options)


STREAMS = (b"\x28\x01", b"\x30\x01")
plugin = {
    "kinds": to_generate(part(1, b"S") + method(b"One") + method(b"delete", *STREAMS) + method(b"B", STREAMS[0])),
    "two": to_generate(part(1, b"S") + method(b"Get"), part(1, b"s_T") + method(b"Get")),
    "comment": to_generate(part(1, b"S") + method(b"Get"),
                           options=part(9, part(1, part(1, b"\6\0") + part(3, b" */ /* **//\n\n /\n*\n\n")))),
    "c_package": to_generate(part(1, b"S") + method(b"Get"), options=part(8, b"\xda\x3f\x05\x32\x03x.y")),
    "parameter": to_generate(part(1, b"S")) + part(2, b"fast"),
    "unnamed": part(1, b"a.proto") + part(15, part(6, part(2, b""))),
}

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import sheets  # noqa: E402

CELLS = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="3" ht="20"><c r="A3"><v>20230045</v></c>'
         '<c r="B3" s="1"><v>45152.5</v></c><c r="C3" t="inlineStr"><is><t>x</t></is></c><c r="D3" t="b"><v>1</v></c>'
         '<c r="E3" t="str"><f>A1</f><v>y_x000D_</v></c></row>')
STRINGS = f'<sst xmlns="{sheets.MAIN}"><si><t>案号</t></si><si><r><t>关</t></r><r><t>于</t></r><rPh><t>a</t></rPh></si></sst>'
STYLES = (f'<styleSheet xmlns="{sheets.MAIN}"><numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m月;@"/></numFmts>'
          '<cellXfs><xf numFmtId="0"/><xf numFmtId="180"/><xf numFmtId="10"/></cellXfs></styleSheet>')
MERGED = '<mergeCells><mergeCell ref="A1:B3"/></mergeCells>'
grid = {
    "csv": "案号,案由\n1,\"a\n\"\"b\"\n".encode(), "tsv": b"\xef\xbb\xbfa\tb\n1\t2\n", "gb18030": "案号;案由\n1;甲\n".encode("gb18030"),
    "utf16": "a\tb\n".encode("utf-16"), "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "html": b"<html>",
    "xlsx": sheets.workbook(sheets.sheet(CELLS, MERGED), xl__sharedStrings_dot_xml=STRINGS, xl__styles_dot_xml=STYLES),
    "parts": "\0".join(["", sheets.sheet(CELLS, MERGED), STRINGS, STYLES, "", ""]).encode(),
    "formats": "\0".join(["", sheets.sheet('<row><c s="0"><v>1.5</v></c></row>'), "",
                          STYLES.replace("yyyy&quot;年&quot;m月;@", "[h]:mm:ss;#,##0.00%\\\\x[Red]").replace('"0"/>', '"180"/>')]).encode(),
    "doctype": b"\0<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
}

targets = {
    "grid": grid,
    "plugin": plugin,
    "server": {**{k: WHOLE + v for k, v in server.items()}, **{k + "_in_pieces": PIECES + v for k, v in server.items()}},
    "client": {**{k: WHOLE + v for k, v in client.items()}, **{k + "_in_pieces": PIECES + v for k, v in client.items()},
               **{k + "_meddled": MEDDLING + v for k, v in client.items()}},
    "timeout": {"second": b"1S", "longest": b"99999999H", "too_long": b"123456789n", "nano": b"1n", "none": b"S"},
    "metadata": {"key": b"x-key\0value", "bin": b"AAECAw==", "percent": b"100%25 %E4%B8%8D ", "reserved": b"grpc-x\0y"},
    "message": {"two": message(request()) * 2, "gzip": message(packed, 1), "cut": message(request())[:7],
                "large": b"\0\xff\xff\xff\xff", "flag": b"\x02\0\0\0\0", "nul": message(b"\x0a\x03a\0b"),
                "bomb": message(gzip.compress(b"\0" * 60000, mtime=0), 1), "unknown": message(b"\x78\x01" * 500)},
}

for target, seeds in targets.items():
    folder = HERE / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds.items():
        (folder / name).write_bytes(content)
