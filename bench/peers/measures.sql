-- The figures of bench/measures.py by a plain script: from received rows to units, province and counts.
-- Given: collection, treatment (received rows), unit (in force), population, facility, period (the months, in order).
-- What the invented facts never hold is left out: rows for a unit as a whole, former units, facilities that report
-- themselves, other streams, units without people, boundaries that change.

-- Which rows stand: of each group the newest file with an accepted row; refused rows leave earlier ones standing.
CREATE TEMP TABLE collected AS
SELECT *, NOT accepted AS is_refused
FROM (
    SELECT *, coalesce(max(submitted_on) FILTER (NOT accepted) OVER same > submitted_on, false) AS correction_refused
    FROM collection
    WINDOW same AS (PARTITION BY unit_id, period, settlement)
)
QUALIFY row_number() OVER (
    PARTITION BY unit_id, period, settlement
    ORDER BY accepted DESC, submitted_on DESC, arrived_at DESC, file_sha256 DESC, row_number DESC
) = 1;

CREATE TEMP TABLE sent AS
SELECT *, first_value(file_sha256) OVER newest AS standing_file, first_value(submitted_on) OVER newest AS standing_on,
    bool_or(accepted) OVER (PARTITION BY unit_id, period, settlement) AS some_accepted
FROM treatment
WHERE stream = 'domestic'
WINDOW newest AS (
    PARTITION BY unit_id, period, settlement
    ORDER BY accepted DESC, submitted_on DESC, arrived_at DESC, file_sha256 DESC
);

CREATE TEMP TABLE stated AS
SELECT * EXCLUDE (standing_on, some_accepted)
FROM sent
WHERE (accepted AND file_sha256 = standing_file)
    OR (NOT accepted AND (NOT some_accepted OR submitted_on >= standing_on))
    OR (accepted AND submitted_on < standing_on AND EXISTS (
        SELECT 1 FROM sent AS other
        WHERE other.unit_id = sent.unit_id AND other.period = sent.period AND other.settlement = sent.settlement
            AND other.facility_code = sent.facility_code AND other.method = sent.method
            AND NOT other.accepted AND other.submitted_on >= other.standing_on
    ))
QUALIFY row_number() OVER (
    PARTITION BY unit_id, period, settlement, facility_code, method
    ORDER BY file_sha256 = standing_file AND accepted DESC, accepted DESC, submitted_on DESC, row_number DESC
) = 1;

-- What became of the waste, and of which cells a facility has yet to be heard.
CREATE TEMP TABLE treated AS
SELECT unit_id, period, settlement,
    coalesce(sum(treated_kg) FILTER (counts), 0)::BIGINT AS treated_part,
    coalesce(sum(treated_kg) FILTER (counts AND method = 'composting'), 0)::BIGINT AS biological_part,
    coalesce(sum(treated_kg) FILTER (counts AND control_level IN ('basic', 'improved', 'full')), 0)::BIGINT
        AS controlled_part,
    bool_or(accepted) AS named, bool_or(NOT accepted) AS refused
FROM (
    SELECT stated.*, control_level,
        accepted AND licensed_from IS NOT NULL AND method <> 'open_dump' AS counts
    FROM stated JOIN facility USING (facility_code)
)
GROUP BY ALL;

CREATE TEMP TABLE waiting AS
WITH had AS (
    SELECT DISTINCT unit_id, settlement, facility_code, place
    FROM stated JOIN period USING (period)
    WHERE accepted AND treated_kg > 0
),
due AS (SELECT DISTINCT unit_id, settlement, facility_code, place + step AS place FROM had, range(1, 4) AS later(step)),
heard AS (SELECT DISTINCT unit_id, facility_code, place FROM stated JOIN period USING (period) WHERE accepted)
SELECT DISTINCT unit_id, settlement, place FROM due ANTI JOIN heard USING (unit_id, facility_code, place);

-- The account: what is known of each cell, and how far the unknown can reach.
CREATE TEMP TABLE account AS
WITH cells AS (
    SELECT unit_id, settlement, population.population, population.households AS registered, period.*,
        population.population * days * CASE settlement WHEN 'urban' THEN 21 ELSE 10 END AS twentieths
    FROM population CROSS JOIN period
),
known AS (
    SELECT cells.*, c.households, households_served, households_self_managed, generated_kg, collected_kg,
        coalesce(treated_part, 0) AS treated_part, coalesce(biological_part, 0) AS biological_part,
        coalesce(controlled_part, 0) AS controlled_part,
        coalesce(named, false) AND NOT refused AND waiting.unit_id IS NULL AS treated_known,
        NOT (coalesce(c.accepted, false) OR coalesce(named, false)) AS unspoken,
        twentieths // 20 AS quotient, twentieths % 20 AS rest
    FROM cells
    LEFT JOIN (FROM collected WHERE accepted) AS c USING (unit_id, period, settlement)
    LEFT JOIN treated USING (unit_id, period, settlement)
    LEFT JOIN waiting USING (unit_id, settlement, place)
),
generated AS (
    SELECT * EXCLUDE (quotient, rest, twentieths, unspoken), generated_kg IS NULL AS generation_estimated,
        coalesce(generated_kg, greatest(
            quotient + (rest > 10 OR (rest = 10 AND quotient % 2 = 1))::INT, collected_kg, treated_part
        ))::BIGINT AS generation_kg,
        bool_and(unspoken) OVER (PARTITION BY unit_id, period) AS silent
    FROM known
)
SELECT *, coalesce(collected_kg, treated_part) AS collected_least,
    coalesce(collected_kg, greatest(treated_part, generation_kg)) AS collected_most,
    CASE WHEN treated_known THEN treated_part ELSE greatest(treated_part, collected_most) END AS treated_most,
    coalesce(households, greatest(registered, coalesce(households_served, 0))) AS households_basis,
    CASE WHEN treated_known THEN treated_part END AS treated_kg,
    CASE WHEN treated_known OR treated_part >= collected_kg THEN least(treated_part, collected_kg) END
        AS collected_treated_kg,
    CASE WHEN treated_known THEN biological_part END AS biological_kg,
    CASE WHEN treated_known THEN controlled_part END AS controlled_kg,
    population * days AS person_days,
    treated_known AND households IS NOT NULL AND households_served IS NOT NULL AND generated_kg IS NOT NULL
        AND collected_kg IS NOT NULL AS complete,
    collected_kg > 0 AS c_positive,
    CASE WHEN treated_part > 0 OR treated_known THEN treated_part > 0 END AS t_positive,
    CASE WHEN biological_part > 0 OR treated_known THEN biological_part > 0 END AS o_positive
FROM generated;

-- The units: their settlements and the sum of these; a sum is unknown as soon as one of its parts is.
CREATE TEMP TABLE smallest AS
WITH rows AS (
    SELECT unit_id, settlement, period, quarter, half, year, place, population, households, households_served,
        households_self_managed, generation_kg, collected_kg, treated_kg, collected_treated_kg, biological_kg,
        controlled_kg, treated_part, person_days, generation_estimated, treated_known, complete, silent,
        c_positive, t_positive, o_positive
    FROM account
    UNION ALL BY NAME
    SELECT unit_id, 'all' AS settlement, period, any_value(quarter) AS quarter, any_value(half) AS half,
        any_value(year) AS year, any_value(place) AS place,
        CASE WHEN count(COLUMNS(['population', 'households', 'households_served', 'households_self_managed',
            'generation_kg', 'collected_kg', 'treated_kg', 'collected_treated_kg', 'biological_kg', 'controlled_kg',
            'treated_part', 'person_days'])) = count(*) THEN sum(COLUMNS(['population', 'households',
            'households_served', 'households_self_managed', 'generation_kg', 'collected_kg', 'treated_kg',
            'collected_treated_kg', 'biological_kg', 'controlled_kg', 'treated_part', 'person_days'])) END::BIGINT,
        bool_or(generation_estimated) AS generation_estimated, bool_and(treated_known) AS treated_known,
        bool_and(complete) AS complete, bool_and(silent) AS silent,
        CASE WHEN bool_or(COLUMNS(['c_positive', 't_positive', 'o_positive'])) THEN true
            WHEN count(COLUMNS(['c_positive', 't_positive', 'o_positive'])) = count(*) THEN false END
    FROM account GROUP BY unit_id, period
)
SELECT *, CASE WHEN c_positive = false THEN false ELSE t_positive END AS covered,
    CASE WHEN c_positive = false THEN false ELSE o_positive END AS biologically_covered
FROM rows;

CREATE TEMP TABLE sums AS
SELECT * EXCLUDE (quarter, half, year, place, c_positive, t_positive, o_positive), 'month' AS period_kind, 1 AS months
FROM smallest;
INSERT INTO sums BY NAME
SELECT unit_id, settlement, period_kind, period, months, population, generation_estimated, treated_known, complete,
    silent, COLUMNS(['households', 'households_served', 'households_self_managed', 'generation_kg', 'collected_kg',
        'treated_kg', 'collected_treated_kg', 'biological_kg', 'controlled_kg', 'treated_part', 'person_days']),
    CASE WHEN 3 * yes >= 2 * months THEN true WHEN 3 * (yes + unknown) >= 2 * months THEN NULL ELSE false END AS covered,
    CASE WHEN 3 * o_yes >= 2 * months THEN true WHEN 3 * (o_yes + o_unknown) >= 2 * months THEN NULL ELSE false END
        AS biologically_covered
FROM (
    SELECT unit_id, settlement,
        CASE WHEN grouping(quarter) = 0 THEN 'quarter' WHEN grouping(half) = 0 THEN 'half_year' ELSE 'year' END
            AS period_kind,
        coalesce(quarter, half, year) AS period, count(*) AS months, max_by(population, place) AS population,
        bool_or(generation_estimated) AS generation_estimated, bool_and(treated_known) AS treated_known,
        bool_and(complete) AS complete, bool_and(silent) AS silent,
        CASE WHEN count(COLUMNS(['households', 'households_served', 'households_self_managed', 'generation_kg',
            'collected_kg', 'treated_kg', 'collected_treated_kg', 'biological_kg', 'controlled_kg', 'treated_part',
            'person_days'])) = count(*) THEN sum(COLUMNS(['households', 'households_served',
            'households_self_managed', 'generation_kg', 'collected_kg', 'treated_kg', 'collected_treated_kg',
            'biological_kg', 'controlled_kg', 'treated_part', 'person_days'])) END::BIGINT,
        count(*) FILTER (covered) AS yes, count(*) FILTER (covered IS NULL) AS unknown,
        count(*) FILTER (biologically_covered) AS o_yes, count(*) FILTER (biologically_covered IS NULL) AS o_unknown
    FROM smallest
    GROUP BY GROUPING SETS ((unit_id, settlement, quarter), (unit_id, settlement, half), (unit_id, settlement, year))
);

CREATE TABLE commune_coverage AS
WITH spoken AS (SELECT DISTINCT unit_id, period, accepted FROM collection UNION SELECT DISTINCT unit_id, period, accepted
    FROM treatment),
heard AS (
    SELECT unit_id, span.period, bool_or(accepted) AS some
    FROM spoken JOIN period ON spoken.period = period.period
    CROSS JOIN LATERAL (SELECT unnest([period.period, quarter, half, year]) AS period) AS span
    GROUP BY ALL
),
answered AS (
    SELECT sums.*, covered AND CASE WHEN households <> 0 THEN 5 * households_served >= 4 * households END
        AND CASE WHEN collected_kg = 0 THEN NULL WHEN 5 * treated_part >= 4 * collected_kg THEN true
            WHEN treated_known AND collected_kg IS NOT NULL THEN false END AS adequately_covered
    FROM sums
)
SELECT unit_id, unit_code, name AS unit_name, period, period_kind, settlement, 'as_was' AS basis,
    CASE WHEN complete THEN 'complete' WHEN NOT due THEN 'pending' WHEN heard.some THEN 'incomplete'
        WHEN heard.unit_id IS NOT NULL THEN 'rejected' ELSE 'no_report' END AS reporting,
    population, households, households_served, households_self_managed,
    generation_kg / 1000 AS generated_t, CASE WHEN generation_estimated THEN 'estimated' ELSE 'reported' END
        AS generation_basis,
    collected_kg / 1000 AS collected_t, treated_kg / 1000 AS treated_t,
    collected_treated_kg / 1000 AS collected_treated_t, biological_kg / 1000 AS biologically_treated_t,
    controlled_kg / 1000 AS controlled_t,
    collected_kg / nullif(generation_kg, 0) AS collection_rate,
    treated_kg / nullif(collected_kg, 0) AS treatment_rate,
    collected_treated_kg / nullif(generation_kg, 0) AS collected_treated_rate,
    households_served / nullif(households, 0) AS household_coverage,
    households_self_managed / nullif(households, 0) AS self_managed_share,
    biological_kg * 20 / nullif(generation_kg * 11, 0) AS organic_recovery_rate,
    biological_kg / nullif(treated_kg, 0) AS biological_treatment_share,
    controlled_kg / nullif(generation_kg, 0) AS controlled_rate,
    generation_kg / nullif(person_days, 0) AS generation_kg_per_person_day,
    covered, adequately_covered, biologically_covered, complete, silent,
    coalesce(greatest(collection_rate, treatment_rate, collected_treated_rate, household_coverage, self_managed_share,
        organic_recovery_rate, biological_treatment_share, controlled_rate) > 1, false) AS rate_above_one,
    false AS estimated, false AS apportioned,
    CASE WHEN period_kind <> 'month' THEN NULL
        WHEN bool_and(silent) OVER whole OR reporting IN ('no_report', 'rejected', 'pending') THEN 'D'
        WHEN bool_or(generation_estimated) OVER whole THEN 'C' ELSE 'B' END AS evidence_grade,
    'as declared' AS policy_version, 'as declared' AS register_version
FROM answered JOIN unit USING (unit_id) JOIN span USING (period) LEFT JOIN heard USING (unit_id, period)
WINDOW whole AS (PARTITION BY unit_id, period);

INSERT INTO commune_coverage SELECT * REPLACE ('as_is' AS basis) FROM commune_coverage;

-- The province: the terms of every ratio where known (v) and at the ends of its interval (l, m), summed.
CREATE TEMP TABLE term AS
WITH ends AS (
    SELECT *, greatest(20 * biological_part, least(20 * (biological_part + treated_most - treated_part),
            11 * generation_kg)) AS most_biological,
        CASE WHEN collected_kg IS NULL AND treated_known THEN treated_part ELSE collected_most END AS reach,
        CASE WHEN treated_known OR biological_part >= collected_kg THEN least(biological_part, collected_kg) END
            AS collected_biological,
        treated_known AND treated_part = 0 AS nothing,
        least(coalesce(households_served, 0), households_basis) AS least_served,
        least(households_served, households_basis) AS most_served
    FROM account
)
SELECT unit_id, settlement, period, quarter, half, year, generation_estimated AS lean_g, households IS NULL AS lean_h,
    collected_treated_kg AS vn_1, generated_kg AS vd_1,
    least(treated_part, collected_least, generation_kg) AS ln_1, generation_kg AS ld_1,
    least(treated_most, collected_most, generation_kg) AS mn_1, generation_kg AS md_1,
    collected_treated_kg AS vn_2, collected_kg AS vd_2,
    least(treated_part, collected_most, generation_kg) AS ln_2, collected_most AS ld_2,
    least(treated_most, reach, generation_kg) AS mn_2, reach AS md_2,
    CASE WHEN nothing THEN 0 * households_served
        WHEN treated_known OR treated_part >= collected_kg OR collected_kg = 0
        THEN coalesce(households_served * least(treated_part, collected_kg) * 1000000000::HUGEINT
            / nullif(collected_kg, 0), 0 * households_served) END AS vn_3,
    households * 1000000000::HUGEINT AS vd_3,
    coalesce(least_served * least(treated_part, collected_most) * 1000000000::HUGEINT
        / nullif(collected_most, 0), 0) AS ln_3,
    households_basis * 1000000000::HUGEINT AS ld_3,
    CASE WHEN nothing OR collected_most = 0 THEN 0 WHEN collected_kg IS NULL THEN most_served * 1000000000::HUGEINT
        ELSE coalesce(most_served * least(treated_most, collected_kg) * 1000000000::HUGEINT
            / nullif(collected_kg, 0), 0) END AS mn_3,
    households_basis * 1000000000::HUGEINT AS md_3,
    collected_biological AS vn_4, generated_kg AS vd_4,
    20 * least(biological_part, collected_least, generation_kg) AS ln_4, 20 * generation_kg AS ld_4,
    least(most_biological, 20 * collected_most, 20 * generation_kg) AS mn_4, 20 * generation_kg AS md_4,
    collected_kg AS vn_5, generated_kg AS vd_5, least(collected_least, generation_kg) AS ln_5, generation_kg AS ld_5,
    least(collected_most, generation_kg) AS mn_5, generation_kg AS md_5,
    treated_kg AS vn_6, collected_kg AS vd_6, ln_2 AS ln_6, ld_2 AS ld_6, mn_2 AS mn_6, md_2 AS md_6,
    households_served AS vn_7, households AS vd_7, least_served AS ln_7, households_basis AS ld_7,
    most_served AS mn_7, households_basis AS md_7,
    households_self_managed AS vn_8, households AS vd_8,
    least(coalesce(households_self_managed, 0), households_basis) AS ln_8, households_basis AS ld_8,
    least(households_self_managed, households_basis) AS mn_8, households_basis AS md_8,
    20 * biological_kg AS vn_9, 11 * generated_kg AS vd_9,
    least(20 * biological_part, 11 * generation_kg) AS ln_9, 11 * generation_kg AS ld_9,
    least(most_biological, 11 * generation_kg) AS mn_9, 11 * generation_kg AS md_9,
    biological_kg AS vn_10, treated_kg AS vd_10,
    least(biological_part, treated_most) AS ln_10, treated_most AS ld_10,
    most_biological AS mn_10, 20 * treated_part + most_biological - 20 * biological_part AS md_10,
    controlled_kg AS vn_11, generated_kg AS vd_11,
    least(controlled_part, collected_most, generation_kg) AS ln_11, generation_kg AS ld_11,
    least(controlled_part + treated_most - treated_part, collected_most, generation_kg) AS mn_11, generation_kg AS md_11
FROM ends;

CREATE MACRO paired_with(one, other) AS CASE WHEN other IS NOT NULL THEN one END;
CREATE TEMP TABLE paired AS
SELECT * REPLACE (
    paired_with(vn_1, vd_1) AS vn_1, paired_with(vd_1, vn_1) AS vd_1,
    paired_with(vn_2, vd_2) AS vn_2, paired_with(vd_2, vn_2) AS vd_2,
    paired_with(vn_3, vd_3) AS vn_3, paired_with(vd_3, vn_3) AS vd_3,
    paired_with(vn_4, vd_4) AS vn_4, paired_with(vd_4, vn_4) AS vd_4,
    paired_with(vn_5, vd_5) AS vn_5, paired_with(vd_5, vn_5) AS vd_5,
    paired_with(vn_6, vd_6) AS vn_6, paired_with(vd_6, vn_6) AS vd_6,
    paired_with(vn_7, vd_7) AS vn_7, paired_with(vd_7, vn_7) AS vd_7,
    paired_with(vn_8, vd_8) AS vn_8, paired_with(vd_8, vn_8) AS vd_8,
    paired_with(vn_9, vd_9) AS vn_9, paired_with(vd_9, vn_9) AS vd_9,
    paired_with(vn_10, vd_10) AS vn_10, paired_with(vd_10, vn_10) AS vd_10,
    paired_with(vn_11, vd_11) AS vn_11, paired_with(vd_11, vn_11) AS vd_11
) FROM term;

-- Over all settlements a value counts where all of the unit's settlements are known.
CREATE TEMP TABLE spans AS
WITH whole AS (
    SELECT unit_id, 'all' AS settlement, period, quarter, half, year, bool_or(COLUMNS('^lean_')),
        CASE WHEN count(COLUMNS('^v[nd]_')) = count(*) THEN sum(COLUMNS('^v[nd]_')) END, sum(COLUMNS('^[lm][nd]_'))
    FROM paired GROUP BY unit_id, period, quarter, half, year
),
months AS (
    SELECT settlement, period, quarter, half, year, bool_or(COLUMNS('^lean_')), sum(COLUMNS('^[vlm][nd]_')),
        coalesce(bool_or(vn_1 > vd_1), false) AS above_1, coalesce(bool_or(vn_2 > vd_2), false) AS above_2,
        coalesce(bool_or(vn_3 > vd_3), false) AS above_3, coalesce(bool_or(vn_4 > vd_4), false) AS above_4,
        coalesce(bool_or(vn_5 > vd_5), false) AS above_5, coalesce(bool_or(vn_6 > vd_6), false) AS above_6,
        coalesce(bool_or(vn_7 > vd_7), false) AS above_7, coalesce(bool_or(vn_8 > vd_8), false) AS above_8,
        coalesce(bool_or(vn_9 > vd_9), false) AS above_9, coalesce(bool_or(vn_10 > vd_10), false) AS above_10,
        coalesce(bool_or(vn_11 > vd_11), false) AS above_11
    FROM (FROM paired UNION ALL BY NAME FROM whole) GROUP BY settlement, period, quarter, half, year
)
SELECT settlement, coalesce(period, quarter, half, year) AS period,
    CASE WHEN grouping(period) = 0 THEN 'month' WHEN grouping(quarter) = 0 THEN 'quarter'
        WHEN grouping(half) = 0 THEN 'half_year' ELSE 'year' END AS period_kind,
    bool_or(COLUMNS('^(lean|above)_')), sum(COLUMNS('^[vlm][nd]_'))
FROM months
GROUP BY GROUPING SETS ((settlement, period), (settlement, quarter), (settlement, half), (settlement, year));

CREATE TABLE province_coverage AS
WITH figure AS (
    SELECT period, period_kind, settlement, 'urban_collected_treated' AS indicator, 'by_generated' AS denominator_kind,
        vn_1 AS vn, vd_1 AS vd, ln_1 AS ln, ld_1 AS ld, mn_1 AS mn, md_1 AS md, above_1 AS above, lean_g AS leans
    FROM spans WHERE settlement = 'urban' UNION ALL
    SELECT period, period_kind, settlement, 'urban_collected_treated' AS indicator, 'by_collected' AS denominator_kind,
        vn_2 AS vn, vd_2 AS vd, ln_2 AS ln, ld_2 AS ld, mn_2 AS mn, md_2 AS md, above_2 AS above, lean_g AS leans
    FROM spans WHERE settlement = 'urban' UNION ALL
    SELECT period, period_kind, settlement, 'urban_collected_treated' AS indicator, 'by_household' AS denominator_kind,
        vn_3 AS vn, vd_3 AS vd, ln_3 AS ln, ld_3 AS ld, mn_3 AS mn, md_3 AS md, above_3 AS above, lean_h AS leans
    FROM spans WHERE settlement = 'urban' UNION ALL
    SELECT period, period_kind, settlement, 'urban_collected_treated_biological' AS indicator, 'by_generated' AS denominator_kind,
        vn_4 AS vn, vd_4 AS vd, ln_4 AS ln, ld_4 AS ld, mn_4 AS mn, md_4 AS md, above_4 AS above, lean_g AS leans
    FROM spans WHERE settlement = 'urban' UNION ALL
    SELECT period, period_kind, settlement, 'collection_rate' AS indicator, 'by_generated' AS denominator_kind,
        vn_5 AS vn, vd_5 AS vd, ln_5 AS ln, ld_5 AS ld, mn_5 AS mn, md_5 AS md, above_5 AS above, lean_g AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'treatment_rate' AS indicator, 'by_collected' AS denominator_kind,
        vn_6 AS vn, vd_6 AS vd, ln_6 AS ln, ld_6 AS ld, mn_6 AS mn, md_6 AS md, above_6 AS above, lean_g AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'household_coverage' AS indicator, 'by_household' AS denominator_kind,
        vn_7 AS vn, vd_7 AS vd, ln_7 AS ln, ld_7 AS ld, mn_7 AS mn, md_7 AS md, above_7 AS above, lean_h AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'self_managed_share' AS indicator, 'by_household' AS denominator_kind,
        vn_8 AS vn, vd_8 AS vd, ln_8 AS ln, ld_8 AS ld, mn_8 AS mn, md_8 AS md, above_8 AS above, lean_h AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'organic_recovery_rate' AS indicator, 'by_organic' AS denominator_kind,
        vn_9 AS vn, vd_9 AS vd, ln_9 AS ln, ld_9 AS ld, mn_9 AS mn, md_9 AS md, above_9 AS above, lean_g AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'biological_treatment_share' AS indicator, 'by_treated' AS denominator_kind,
        vn_10 AS vn, vd_10 AS vd, ln_10 AS ln, ld_10 AS ld, mn_10 AS mn, md_10 AS md, above_10 AS above, lean_g AS leans
    FROM spans UNION ALL
    SELECT period, period_kind, settlement, 'controlled_rate' AS indicator, 'by_generated' AS denominator_kind,
        vn_11 AS vn, vd_11 AS vd, ln_11 AS ln, ld_11 AS ld, mn_11 AS mn, md_11 AS md, above_11 AS above, lean_g AS leans
    FROM spans
),
counted AS (
    SELECT period, period_kind, 'all' AS settlement, count(*) AS units, count(*) FILTER (complete) AS units_complete,
        count(*) FILTER (silent) AS units_silent, count(*) FILTER (generated_t IS NULL) AS units_without_estimate,
        count(*) FILTER (covered) AS yes, count(*) FILTER (NOT covered) AS no,
        count(*) FILTER (adequately_covered) AS strict_yes, count(*) FILTER (NOT adequately_covered) AS strict_no,
        count(*) FILTER (biologically_covered) AS bio_yes, count(*) FILTER (NOT biologically_covered) AS bio_no,
        sum(population) FILTER (covered) AS people_yes, sum(population) FILTER (NOT covered) AS people_no,
        sum(population) AS people
    FROM commune_coverage WHERE basis = 'as_was' AND commune_coverage.settlement = 'all' GROUP BY ALL
),
every AS (
    FROM figure UNION ALL BY NAME
    SELECT period, period_kind, settlement, indicator, kind AS denominator_kind, n AS vn, n + other AS vd, n AS ln,
        total AS ld, total - other AS mn, total AS md, false AS above, false AS leans
    FROM counted CROSS JOIN LATERAL (VALUES
        ('communes_covered', 'by_units', yes, no, units),
        ('communes_adequately_covered', 'by_units', strict_yes, strict_no, units),
        ('communes_covered_biological', 'by_units', bio_yes, bio_no, units),
        ('people_in_covered_units_share', 'by_population', people_yes, people_no, people)
    ) AS one(indicator, kind, n, other, total)
),
judged AS (
    SELECT every.*, CASE indicator WHEN 'communes_covered' THEN 0.95 WHEN 'urban_collected_treated' THEN 1.0 END AS target,
        vn / nullif(vd, 0) AS known, ln / nullif(ld, 0) AS lower, coalesce(mn / nullif(md, 0), lower) AS upper,
        known NOT BETWEEN lower AND upper AS outside
    FROM every
)
SELECT period, period_kind, settlement, indicator, denominator_kind, basis, CASE WHEN outside AND NOT above THEN NULL
    ELSE known END AS value, vn AS numerator, vd AS denominator, lower, upper, ln AS lower_numerator,
    ld AS lower_denominator, mn AS upper_numerator, md AS upper_denominator, outside AS value_outside_bounds,
    above AS rate_above_one, CASE WHEN leans THEN 'estimated' ELSE 'reported' END AS bounds_basis,
    units AS units_in_force, units_complete, units_silent, units_without_estimate, target,
    CASE WHEN target IS NULL OR NOT wholly_due THEN NULL WHEN lower >= target THEN 'met' WHEN upper < target THEN 'not_met'
        ELSE 'undetermined' END AS target_status,
    CASE WHEN denominator_kind = 'by_units' THEN ceil(target * units) END AS needed,
    CASE WHEN needed IS NOT NULL THEN greatest(0, needed - ln) END AS missing_units,
    CASE WHEN needed IS NOT NULL THEN greatest(0, needed - mn) END AS missing_units_best
FROM judged JOIN (SELECT * EXCLUDE settlement FROM counted) USING (period, period_kind) JOIN span USING (period)
CROSS JOIN (VALUES ('as_was'), ('as_is')) AS bases(basis);

CREATE TABLE reporting_rate AS
WITH sent_in AS (
    SELECT unit_id, period, count(DISTINCT settlement) FILTER (accepted) AS settlements,
        max(first_on) AS accepted_on
    FROM (
        SELECT unit_id, period, settlement, accepted, min(CASE WHEN arrival_basis = 'declared' THEN submitted_on
            ELSE greatest(submitted_on, (replace(arrived_at, 'Z', '')::TIMESTAMP + INTERVAL 7 HOUR)::DATE) END) FILTER (accepted)
            OVER (PARTITION BY unit_id, period, settlement) AS first_on
        FROM collection
    ) GROUP BY ALL
),
expected AS (SELECT unit_id, count(*) AS settlements FROM population GROUP BY ALL)
SELECT period, count(*) AS units_expected, count(sent_in.unit_id) AS units_received,
    count(*) FILTER (sent_in.settlements = expected.settlements) AS units_accepted,
    count(*) FILTER (sent_in.settlements = expected.settlements AND accepted_on <= due_on) AS units_accepted_in_time,
    units_accepted / units_expected AS completeness, units_accepted_in_time / units_expected AS timeliness
FROM expected CROSS JOIN period LEFT JOIN sent_in USING (unit_id, period) JOIN span USING (period)
GROUP BY period;
