"""The floor: a bare DuckDB query that reads tickets, tells them apart and adds them up, with no checks and no store."""

import sys

import duckdb

raw = sys.argv[1]
connection = duckdb.connect()
connection.execute("SET threads = 2; SET TimeZone = 'Asia/Ho_Chi_Minh'")
if raw != "nothing":
    rows = connection.execute(
        """
        WITH read AS (
            SELECT * FROM read_csv($raw || '/**/synthetic-tickets-*.csv*', header = true, columns = {
                'ticket_number': 'VARCHAR', 'facility_code': 'VARCHAR', 'weighed_at': 'TIMESTAMPTZ',
                'vehicle': 'VARCHAR', 'unit_code': 'VARCHAR', 'stream': 'VARCHAR',
                'gross_kg': 'BIGINT', 'tare_kg': 'BIGINT'})
            UNION ALL BY NAME
            SELECT ticket_number, facility_code, weighed_at::TIMESTAMPTZ AS weighed_at, unit_code, stream, gross_kg,
                tare_kg
            FROM read_parquet($raw || '/**/synthetic-tickets-*.parquet')
        ), once AS (
            SELECT facility_code,
                arg_min({'unit': unit_code, 'stream': stream, 'at': weighed_at}, gross_kg - tare_kg) AS one,
                min(gross_kg - tare_kg) AS net_kg
            FROM read
            GROUP BY facility_code, ticket_number,
                CASE facility_code WHEN 'SYN-TU' THEN weighed_at::DATE ELSE date_trunc('year', weighed_at)::DATE END
        )
        SELECT facility_code, one.unit, strftime(one.at::TIMESTAMP, '%Y-%m') AS period, one.stream, count(*),
            sum(net_kg)
        FROM once GROUP BY ALL
        """,
        {"raw": raw},
    ).fetchall()
    print(f"{sum(row[4] for row in rows)} tickets")
