-- Each number once in its scope: the smallest net, then the earliest.
{{ config(materialized='table') }}
SELECT facility_code, ticket_number, unit_id, stream, here, gross_kg, tare_kg, net_kg
FROM {{ ref('judged') }} WHERE reason IS NULL
QUALIFY row_number() OVER (
    PARTITION BY facility_code, ticket_number, CASE scope WHEN 'day' THEN here::DATE ELSE date_trunc('year', here)::DATE END
    ORDER BY net_kg, here
) = 1
