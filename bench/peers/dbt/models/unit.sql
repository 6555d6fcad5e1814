{{ config(materialized='table') }}
SELECT unit_code || '@' || valid_from AS unit_id, unit_code, valid_from::DATE AS valid_from, valid_to::DATE AS valid_to
FROM read_csv('{{ env_var("TICKETS_REGISTER") }}/unit.csv', all_varchar = true)
