-- Every ticket beside unit and facility of its day, and what is wrong with it.
{{ config(materialized='table') }}
SELECT
    t.*, u.unit_id, f.scope,
    CASE
        WHEN t.ticket_number IS NULL THEN 'number missing'
        WHEN t.weighed_at IS NULL THEN 'time missing'
        WHEN f.facility_code IS NULL THEN 'facility unknown'
        WHEN t.here < f.opened_on THEN 'facility not open'
        WHEN u.unit_id IS NULL THEN 'unit unknown'
        WHEN t.gross_kg IS NULL THEN 'gross missing'
        WHEN t.tare_kg IS NULL THEN 'tare missing'
        WHEN t.gross_kg > 60000 THEN 'gross beyond limit'
        WHEN t.tare_kg >= t.gross_kg THEN 'tare above gross'
        WHEN t.net_kg < 1 THEN 'load too light'
        WHEN t.net_kg > 40000 THEN 'load too heavy'
    END AS reason
FROM {{ ref('ticket') }} AS t
LEFT JOIN {{ ref('facility') }} AS f ON f.facility_code = t.facility_code
LEFT JOIN {{ ref('unit') }} AS u
    ON u.unit_code = t.unit_code AND t.here >= u.valid_from AND (u.valid_to IS NULL OR t.here < u.valid_to)
