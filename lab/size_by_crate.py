"""size_by_crate.py FILE.wasm [ROWS]: bytes of code by crate, and the data, of a WebAssembly file that still has its names.

Generic code counts for the crate whose function it is, not for the one that asked for it. Use it on the file
that Cargo links, before wasm-bindgen takes the names away.
"""

import re
import sys
from collections import Counter


def read_unsigned(data, position):
    """One LEB128 number and the position behind it."""
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def sections(data):
    position = 8
    while position < len(data):
        kind = data[position]
        size, start = read_unsigned(data, position + 1)
        yield kind, data[start : start + size]
        position = start + size


def num_imported_functions(section):
    count, position = read_unsigned(section, 0)
    functions = 0
    for _ in range(count):
        for _ in range(2):
            length, position = read_unsigned(section, position)
            position += length
        kind = section[position]
        position += 1
        if kind == 0:
            functions += 1
            _, position = read_unsigned(section, position)
        elif kind == 1:
            flags = section[position + 1]
            _, position = read_unsigned(section, position + 2)
            if flags & 1:
                _, position = read_unsigned(section, position)
        elif kind == 2:
            flags = section[position]
            _, position = read_unsigned(section, position + 1)
            if flags & 1:
                _, position = read_unsigned(section, position)
        else:
            position += 2
    return functions


def function_sizes(section):
    count, position = read_unsigned(section, 0)
    sizes = []
    for _ in range(count):
        size, position = read_unsigned(section, position)
        sizes.append(size)
        position += size
    return sizes


def function_names(section):
    """Of the custom section "name", the part that names functions: index -> name."""
    length, position = read_unsigned(section, 0)
    if section[position : position + length] != b"name":
        return {}
    position += length
    names = {}
    while position < len(section):
        kind = section[position]
        size, start = read_unsigned(section, position + 1)
        if kind == 1:
            count, at = read_unsigned(section, start)
            for _ in range(count):
                index, at = read_unsigned(section, at)
                length, at = read_unsigned(section, at)
                names[index] = section[at : at + length].decode(errors="replace")
                at += length
        position = start + size
    return names


def crate_of(name):
    """The first crate in a mangled name: `_ZN9burn_flex3ops…`, or the one inside `_ZN137_$LT$impl…`."""
    plain = name.replace("$LT$", "<").replace("$GT$", ">").replace("$u20$", " ").replace("..", "::")
    match = re.match(r"_?_?ZN(\d+)(.*)", plain)
    if not match:
        return "other"
    rest = match.group(2)
    if not rest.startswith("_<"):
        return rest[: int(match.group(1))]
    path = re.search(r"([a-z_][a-z0-9_]*)::", rest[2:])
    return path.group(1) if path else "other"


def main():
    data = open(sys.argv[1], "rb").read()
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 25
    imported, sizes, names, data_bytes = 0, [], {}, 0
    for kind, section in sections(data):
        if kind == 2:
            imported = num_imported_functions(section)
        elif kind == 10:
            sizes = function_sizes(section)
        elif kind == 11:
            data_bytes = len(section)
        elif kind == 0:
            names = names or function_names(section)
    by_crate, counts, largest = Counter(), Counter(), []
    for index, size in enumerate(sizes):
        name = names.get(index + imported, "")
        crate = crate_of(name)
        by_crate[crate] += size
        counts[crate] += 1
        largest.append((size, name))
    print(f"{sum(sizes):>9} bytes of code in {len(sizes)} functions, {data_bytes} bytes of data")
    for crate, size in by_crate.most_common(rows):
        print(f"{size:>9}  {crate} ({counts[crate]} functions)")
    print("largest functions:")
    for size, name in sorted(largest, reverse=True)[:rows]:
        print(f"{size:>9}  {name[:150]}")


main()
