-- Which teams are used by others in more than one workspace? They cannot change anything in one place alone.
SELECT team,
       count(DISTINCT workspace) AS workspaces,
       CAST(sum("references") AS BIGINT) AS used_in
FROM (SELECT workspace, unnest(to_owners) AS team, "references"
      FROM "references"
      WHERE state NOT IN ('inside', 'without-owner'))
GROUP BY team
HAVING count(DISTINCT workspace) > 1
ORDER BY used_in DESC, team;
