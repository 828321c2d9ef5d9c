-- Which contracts are not simply in force, and what still relies on them?
SELECT workspace, array_to_string(consumers, ', ') AS consumers, array_to_string(providers, ', ') AS providers,
       standing, uses, reason
FROM contracts
WHERE standing <> 'in force'
ORDER BY workspace, consumers, providers;
