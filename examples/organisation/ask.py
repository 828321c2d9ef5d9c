"""Exports three workspaces, loads the tables into DuckDB, and asks the questions in `questions/`.

    pip install duckdb
    python ask.py                          # with `cargo boundaries` installed
    python ask.py --program path/to/cargo-boundaries --tables /tmp/tables
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
SCHEMAS = HERE / "../../docs/export"
WORKSPACES = [HERE / "../shop", HERE / "../legacy", HERE / "warehouse"]
# Spark's names of types, which the published schemas use, and DuckDB's.
TYPES = {"string": "VARCHAR", "long": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}


def export(program: list[str], tables: Path) -> None:
    for workspace in WORKSPACES:
        manifest = workspace.resolve() / "Cargo.toml"
        # The history of these examples is that of the repository around them, so it tells nothing.
        command = [*program, "boundaries", "export", "--no-history", "--quiet", "--out", tables]
        subprocess.run([*command, "--manifest-path", manifest], check=True)


def load(tables: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    for schema in sorted(SCHEMAS.glob("*.spark.json")):
        table = schema.name.removesuffix(".spark.json")
        fields = json.loads(schema.read_text())["fields"]
        columns = {
            field["name"]: TYPES[field["type"]] if isinstance(field["type"], str) else "VARCHAR[]" for field in fields
        }
        files = sorted(str(file) for file in (tables / table).glob("*.jsonl"))
        database.read_json(files, columns=columns, format="newline_delimited").create(f'"{table}"')
    return database


def told(database: duckdb.DuckDBPyConnection, question: Path) -> str:
    text = question.read_text()
    result = database.sql(text)
    rows = [[str(cell) if cell is not None else "-" for cell in row] for row in result.fetchall()]
    table = [list(result.columns), *rows]
    widths = [max(len(row[at]) for row in table) for at in range(len(result.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table]
    title = text.splitlines()[0].removeprefix("-- ")
    return "\n".join([title, "", *("  " + line for line in lines), ""])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", help="the program; by default `cargo boundaries`")
    arguments.add_argument("--tables", type=Path, help="where the tables go; by default a temporary folder")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables = chosen.tables or Path(folder)
        export([chosen.program] if chosen.program else ["cargo"], tables)
        database = load(tables)
        print("\n".join(told(database, question) for question in sorted((HERE / "questions").glob("*.sql"))), end="")


if __name__ == "__main__":
    main()
