-- Every ticket as it came, its time in the home's zone.
{{ config(materialized='view') }}
WITH read AS (
    SELECT * FROM read_csv('{{ env_var("TICKETS_RAW") }}/**/synthetic-tickets-*.csv*', header = true, filename = true, union_by_name = true, columns = {
        'ticket_number': 'VARCHAR', 'facility_code': 'VARCHAR', 'weighed_at': 'TIMESTAMPTZ', 'vehicle': 'VARCHAR',
        'unit_code': 'VARCHAR', 'stream': 'VARCHAR', 'gross_kg': 'BIGINT', 'tare_kg': 'BIGINT'})
    UNION ALL BY NAME
    SELECT ticket_number, facility_code, weighed_at::TIMESTAMPTZ AS weighed_at, vehicle, unit_code, stream, gross_kg, tare_kg, filename
    FROM read_parquet('{{ env_var("TICKETS_RAW") }}/**/synthetic-tickets-*.parquet', filename = true)
)
SELECT *, gross_kg - tare_kg AS net_kg, weighed_at::TIMESTAMP AS here FROM read
