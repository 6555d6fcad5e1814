{{ config(materialized='table') }}
SELECT filename, ticket_number, facility_code, here, unit_code, gross_kg, tare_kg, reason FROM {{ ref('judged') }} WHERE reason IS NOT NULL
