-- Which bases of other repositories do kustomizations list, and what comes with them?
-- One row a base: file, address, the repository, folder and ref that it means, whether that was
-- scanned (`whole`, `not whole`, `not in the fleet`) and at the ref's commit (null: a name, and not
-- a commit), the Secrets that it makes, and those that it refers to.
WITH bases AS (
  SELECT s.repository, s.path, s.line, s.url, a.target, folder(s.source_path) AS folder, s.ref
  FROM sources s LEFT JOIN addresses a USING (url_key)
  WHERE s.kind = 'kustomize-base'
), made AS (
  SELECT b.target, b.folder, list(DISTINCT c.secret ORDER BY c.secret) AS secrets
  FROM (SELECT DISTINCT target, folder FROM bases) b
  JOIN credentials c ON c.repository = b.target AND holds(b.folder, c.path, c.roots)
  WHERE c.provides AND c.secret <> ''
  GROUP BY ALL
), named AS (
  SELECT b.target, b.folder, list(DISTINCT r.name ORDER BY r.name) AS names
  FROM (SELECT DISTINCT target, folder FROM bases) b
  JOIN "references" r ON r.repository = b.target AND holds(b.folder, r.path, coalesce(r.roots, []))
  GROUP BY ALL
)
SELECT b.repository, b.path, b.line, b.url, b.target AS base_repository, b.folder AS base_path,
  b.ref,
  CASE WHEN b.target IS NULL THEN 'not in the fleet' WHEN s.exit = 3 THEN 'not whole'
    ELSE 'whole' END AS scanned,
  s.revision AS scanned_revision,
  CASE WHEN regexp_full_match(b.ref, '[0-9a-f]{7,64}') THEN starts_with(s.revision, b.ref) END
    AS at_ref,
  coalesce(m.secrets, []) AS secrets, coalesce(n.names, []) AS refers_to
FROM bases b
LEFT JOIN scans s ON s.repository = b.target
LEFT JOIN made m ON m.target = b.target AND m.folder = b.folder
LEFT JOIN named n ON n.target = b.target AND n.folder = b.folder
ORDER BY scanned, b.repository, b.path, b.line, b.url;
