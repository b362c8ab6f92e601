"""Records tables as Python's rich lays them out: `python parity/make_table_fixtures.py`.

Writes src/utils/table.fixtures.json.gz, which src/utils/table.test.ts compares with, to the character.
"""

import gzip
import io
import json
import pathlib
import random

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src" / "utils" / "table.fixtures.json.gz"
# Narrow, wide and combining characters.
CHARACTERS = list("abcd_-().,123層モ한é✅ǘ") + ["e\u0301"]
COUNT = 200


def word(source):
    length = source.choice([1, 2, 3, 5, 8, 13, 30])
    return "".join(source.choice(CHARACTERS) for _ in range(length))


def text(source):
    gap = " " * source.choice([1, 1, 1, 2, 5])
    words = gap.join(word(source) for _ in range(source.choice([0, 1, 1, 2, 3, 5])))
    return " " * source.choice([0, 0, 0, 3]) + words + " " * source.choice([0, 0, 1, 4])


def case(source):
    count = source.randint(1, 5)
    columns = [
        {
            "header": word(source) + text(source),
            "justify": source.choice(["left", "center", "right"]),
            "width": source.choice([None, None, 4, 9, 20, 40]),
        }
        for _ in range(count)
    ]
    rows = [[[text(source)] for _ in range(count)] for _ in range(source.choice([0, 1, 2, 4]))]
    width = source.choice([None, None, 20, 40, 76, 130])
    available = source.choice([20, 40, 80, 120])
    lines = source.random() < 0.5
    color = source.random() < 0.4

    table = Table(
        *[Column(Text(column["header"]), justify=column["justify"], width=column["width"]) for column in columns],
        width=width,
        show_lines=lines,
    )
    for row in rows:
        table.add_row(*[Text(cell[0]) for cell in row])
    out = io.StringIO()
    console = Console(
        file=out,
        width=available,
        force_terminal=color,
        color_system="256" if color else None,
        highlight=False,
        legacy_windows=False,
    )
    console.print(table)
    description = {"columns": columns, "rows": rows, "width": width, "available": available, "lines": lines}
    return {"table": description, "color": color, "text": out.getvalue()}


source = random.Random(7)
cases = [case(source) for _ in range(COUNT)]
TARGET.write_bytes(gzip.compress(json.dumps(cases, ensure_ascii=False).encode(), 9, mtime=0))
print(f"{len(cases)} tables, {TARGET.stat().st_size:,} bytes")
