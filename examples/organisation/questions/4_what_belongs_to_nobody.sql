-- Which packages have modules that nobody owns, and how much owned code leans on them?
SELECT m.workspace, m.package,
       count(DISTINCT m.module) AS modules,
       CAST(coalesce(sum(r."references"), 0) AS BIGINT) AS leaned_on
FROM modules AS m
LEFT JOIN "references" AS r
       ON r.workspace = m.workspace AND r.to_module = m.module AND len(r.from_owners) > 0
WHERE m.ownership = 'unmatched'
GROUP BY ALL
ORDER BY leaned_on DESC, m.workspace, m.package
LIMIT 10;
