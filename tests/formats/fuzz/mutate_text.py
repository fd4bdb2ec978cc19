"""Accidents to bytes, and to the lines, numbers and marks of text. Each: (random, bytes) → bytes."""

import re
import struct

#: What stands where a number should.
NUMBERS = (
    *(b"nan", b"NaN", b"inf", b"-inf", b"Infinity", b"1e308", b"-1e308", b"1e-320", b"1e999", b"-1", b"0", b"-0"),
    *(b"1000000", b"999999999", b"2147483648", b"99999999999999999999", b"9" * 400, b"9" * 5000, b"0x1F", b"1_000"),
    *(b"1,5", b"1.234,56", b"1.5.2", b"--1", b"1e", b"+", b".", b"", b"1.#IND", b"-1.#QNAN", b"NULL", b"None", b"true"),
    *("١٢".encode(), "１".encode(), "−1".encode(), "½".encode(), b"1d5", b"1e5j", b"(1)", b"=1+1"),
)
TOKENS = (
    *(b"\n", b"\r", b"\r\n", b"\x0b", b"\x1c", "\u2028".encode(), "\u00a0".encode(), b"\t", b" ", b",", b";", b"|"),
    *(
        b'"',
        b"'",
        b"#",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"\x00",
        b"\x1a",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ),
    *("é".encode(), "\U0001f57a".encode(), "\u202e".encode(), b"../", b"<b>", b"%s", b"{0}", b"End Site", b"MOTION"),
)
#: Whole numbers at which programs break.
EDGES = (0, 1, 2, 7, 255, 256, 32767, 65535, 65536, 10**6, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_COUNT = re.compile(rb"\b\d+\b")


def span(random, data, longest=200):
    """Where a short stretch of ``data`` begins and ends; often near the beginning, where headers are."""
    top = len(data) if random.random() < 0.7 else min(len(data), 300)
    start = random.randint(0, top)
    return start, min(len(data), start + random.randint(1, longest))


def flip_bits(random, data):
    damaged = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        if damaged:
            damaged[span(random, damaged)[0] - 1] ^= 1 << random.randrange(8)
    return bytes(damaged)


def cut_off(random, data):
    at = random.randint(0, len(data))
    return data[:at] if random.random() < 0.8 else data[at:]


def delete(random, data):
    start, end = span(random, data)
    return data[:start] + data[end:]


def duplicate(random, data):
    start, end = span(random, data, random.choice((8, 200, 5000)))
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 100)) + data[end:]


def exchange(random, data):
    a, b, c, d = sorted(random.randint(0, len(data)) for _ in range(4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def noise(random, data):
    start, end = span(random, data, 60)
    other = random.randbytes(end - start) if random.random() < 0.7 else bytes(end - start)
    return data[:start] + other + data[end:]


def insert_token(random, data):
    start, end = span(random, data, 4)
    return data[:start] + random.choice(TOKENS) * random.choice((1, 1, 1, 50)) + data[random.choice((start, end)) :]


def write_number(random, data):
    """A number of 1 to 8 bytes in a place where another may stand."""
    size, form = random.choice(((1, "B"), (2, "H"), (4, "I"), (8, "Q")))
    at = span(random, data)[0] // size * size
    number = struct.pack(random.choice("<>") + form, random.choice(EDGES) % 256**size)
    return data[:at] + number + data[at + size :]


def change_numbers(random, data):
    """Some of the numbers in text, one of them, or all."""
    found = list(_NUMBER.finditer(data[:500_000]))
    if not found:
        return data
    chosen = set(random.sample(range(len(found)), random.choice((1, 1, 1, min(5, len(found))))))
    other = random.choice(NUMBERS)
    if random.random() < 0.05:
        chosen = set(range(len(found)))
    parts, at = [], 0
    for i in sorted(chosen):
        parts += [data[at : found[i].start()], other]
        at = found[i].end()
    return b"".join(parts) + data[at:]


def raise_count(random, data):
    """One of the first whole numbers becomes another: announced frames, bodies, joints, channels."""
    found = list(_COUNT.finditer(data[:2000]))
    if not found:
        return data
    match = random.choice(found)
    count = random.choice((int(match[0][:9]) + 1, int(match[0][:9]) - 1, *EDGES))
    return data[: match.start()] + str(count).encode() + data[match.end() :]


def shuffle_lines(random, data):
    """Lines left out, twice, exchanged, cut in half, emptied, or all of them with blanks at the end."""
    end = b"\r\n" if b"\r\n" in data[:5000] else b"\n"
    lines = data.split(end)
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    accident = random.randrange(7)
    if accident == 0:
        del lines[at]
    elif accident == 1:
        lines.insert(at, lines[other])
    elif accident == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif accident == 3:
        lines[at] = lines[at][: len(lines[at]) // 2]
    elif accident == 4:
        lines[at] = b""
    elif accident == 5:
        lines = [line + random.choice((b" ", b"\t", b",", b";")) for line in lines]
    else:
        lines[at] += b" " + lines[other]
    return end.join(lines)


def end_lines_otherwise(random, data):
    plain = data.replace(b"\r\n", b"\n")
    return plain.replace(
        b"\n", random.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"\x0b", "\u2028".encode(), b" ", b";"))
    )


def encode_otherwise(random, data):
    text = data.decode("utf-8", errors="replace")
    encoding = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "latin-1", "cp1252", "utf-7"))
    return text.replace("e", random.choice(("e", "é"))).encode(encoding, errors="replace")


def change_marks(random, data):
    """Another locale's decimals, or other marks between values."""
    old, new = random.choice(((b".", b","), (b",", b";"), (b",", b"\t"), (b" ", b","), (b",", b" "), (b" ", b"  ")))
    return data.replace(old, new)


def change_case(random, data):
    return random.choice((bytes.upper, bytes.lower, bytes.swapcase))(data)


def lengthen(random, data):
    """A part of the file a thousand times over."""
    start, end = span(random, data, 400)
    return data[:end] + data[start:end] * random.choice((1000, 3000)) + data[end:]


ANY = (flip_bits, cut_off, delete, duplicate, exchange, noise, insert_token, write_number, lengthen)
TEXT = (
    *(change_numbers, change_numbers, raise_count, raise_count, shuffle_lines, shuffle_lines, insert_token),
    *(end_lines_otherwise, encode_otherwise, change_marks, change_case),
)
