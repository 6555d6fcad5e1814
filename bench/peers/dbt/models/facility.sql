{{ config(materialized='table') }}
SELECT facility_code, min(valid_from)::DATE AS opened_on, arg_max(ticket_scope, valid_from) AS scope
FROM read_csv('{{ env_var("TICKETS_REGISTER") }}/synthetic/facility.csv', all_varchar = true)
GROUP BY ALL
