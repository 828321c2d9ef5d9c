-- Which pairs of teams, in any workspace, use code of each other without permission, and in how many places?
SELECT workspace,
       array_to_string(from_owners, ' + ') AS consumer,
       array_to_string(to_owners, ' + ') AS provider,
       CAST(sum("references") AS BIGINT) AS places
FROM "references"
WHERE state IN ('undeclared', 'off-surface')
GROUP BY ALL
ORDER BY places DESC, workspace, consumer, provider;
