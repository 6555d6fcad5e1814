SELECT * FROM {{ ref('accepted') }} WHERE net_kg NOT BETWEEN 1 AND 40000
