-- Which repositories were scanned, which not whole, and why?
-- One row a repository, the worst first: `not scanned`, `in part`, `another revision` (than planned),
-- `whole`; problems, counts, whether with history, and `unlike`, what differs from most others: rows
-- of another tool, other rules or another key are no basis for a comparison.
-- The variable plan shows also what has left no row at all.
WITH usual AS (
  SELECT mode(tool) AS tool, mode(rules_digest) AS rules_digest, mode(history) AS history,
    mode(coalesce(join_epoch, '')) AS join_epoch
  FROM scans WHERE exit <> 3 AND revision IS NOT NULL
), states AS (
  SELECT coalesce(s.repository, p.repository) AS repository,
    CASE WHEN s.repository IS NULL OR (s.exit = 3 AND s.files = 0) THEN 'not scanned'
      WHEN s.exit = 3 THEN 'in part'
      WHEN p.repository IS NOT NULL AND p.revision IS DISTINCT FROM s.revision THEN 'another revision'
      ELSE 'whole' END AS state,
    s.* EXCLUDE (repository), p.revision AS planned_revision
  FROM scans s FULL JOIN plan p ON p.repository = s.repository
)
SELECT s.repository, s.state, coalesce(s.problems, ['no scan has left a row']) AS problems,
  s.revision, s.planned_revision, s.files, s.unreadable, s.skipped, s.credentials, s.findings,
  s.history,
  CASE WHEN s.state = 'not scanned' OR s.revision IS NULL THEN [] ELSE flatten([
    CASE WHEN s.tool <> u.tool THEN ['tool'] ELSE [] END,
    CASE WHEN s.rules_digest <> u.rules_digest THEN ['rules'] ELSE [] END,
    CASE WHEN s.history <> u.history THEN ['history'] ELSE [] END,
    CASE WHEN coalesce(s.join_epoch, '') <> u.join_epoch THEN ['key'] ELSE [] END]) END AS unlike
FROM states s CROSS JOIN usual u
ORDER BY list_position(['not scanned', 'in part', 'another revision', 'whole'], s.state), s.repository;
