-- How far is each workspace: is there a policy, how much of what crosses is permitted, how much is recorded as debt?
SELECT w.workspace, w.has_policy, w.modules, w.unmatched_modules AS unmatched,
       w.crossing_references AS crossing,
       round(100 * coverage.value, 1) AS permitted_percent,
       CAST(coalesce(tolerated.value, 0) AS BIGINT) AS tolerated,
       w.failing_findings AS failing
FROM workspaces AS w
LEFT JOIN metrics AS coverage
       ON coverage.workspace = w.workspace AND coverage.metric = 'contract-coverage' AND coverage."of" = 'workspace'
LEFT JOIN metrics AS tolerated
       ON tolerated.workspace = w.workspace AND tolerated.metric = 'tolerated' AND tolerated."of" = 'workspace'
ORDER BY w.workspace;
