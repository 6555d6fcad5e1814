SELECT * FROM {{ ref('accepted') }} WHERE tare_kg >= gross_kg
