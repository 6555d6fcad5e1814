{{ config(materialized='table') }}
SELECT facility_code, unit_id, strftime(here, '%Y-%m') AS period, stream, count(*) AS tickets, sum(net_kg)::BIGINT AS net_kg
FROM {{ ref('accepted') }} GROUP BY ALL
