SELECT * FROM {{ ref('accepted') }} WHERE net_kg NOT BETWEEN 20 AND 40000
