SELECT * FROM {{ ref('accepted') }} WHERE gross_kg > 60000
