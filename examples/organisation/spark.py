"""Reads exported tables into Spark by the published schemas, and counts their rows.

    pip install pyspark
    python spark.py TABLES
"""

import json
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.types import StructType

SCHEMAS = Path(__file__).resolve().parent / "../../docs/export"


def main(tables: Path) -> None:
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for schema in sorted(SCHEMAS.glob("*.spark.json")):
        table = schema.name.removesuffix(".spark.json")
        struct = StructType.fromJson(json.loads(schema.read_text()))
        # `FAILFAST` refuses any row that does not fit.
        frame = spark.read.schema(struct).option("mode", "FAILFAST").json(str(tables / table))
        frame.createOrReplaceTempView(table)
        print(table, len(frame.collect()))
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
