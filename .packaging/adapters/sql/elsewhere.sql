-- Does another repository make the Secret that a reference names and its own repository does not?
-- One row a reference and cluster: `found` in `in_repository` `in_path` for the same cluster and
-- namespace, `perhaps` where cluster or namespace is not known (Applications of one repository that
-- name no cluster may be in one), `another cluster`, or `nowhere in the fleet`, which is sure only
-- where coverage.sql shows every repository whole.
WITH wanted AS (
  FROM placed_references WHERE NOT resolved AND NOT optional AND name <> ''
), answers AS (
  SELECT w.repository, w.path, w.line, w.from_kind, w.from_name, w.kind, w.name, w.key,
    w.namespaces, w.cluster,
    min({
      rank: CASE WHEN p.repository IS NULL THEN 4
        WHEN w.cluster = '' OR p.cluster = '' THEN 2
        WHEN w.cluster <> p.cluster AND (w.argo <> p.argo OR w.argo = '') THEN 3
        WHEN w.cluster <> p.cluster THEN 2
        WHEN list_has_any(w.namespaces, p.namespaces) THEN 1
        ELSE 2 END,
      repository: p.repository, path: p.path, line: p.line, origin: p.origin}) AS best
  FROM wanted w LEFT JOIN placed_secrets p ON p.secret = w.name AND p.repository <> w.repository
    AND may_meet(p.namespaces, w.namespaces)
  GROUP BY ALL
)
SELECT a.* EXCLUDE (best),
  ['found', 'perhaps', 'another cluster', 'nowhere in the fleet'][best.rank] AS answer,
  best.repository AS in_repository, best.path AS in_path, best.line AS in_line, best.origin
FROM answers a
ORDER BY best.rank DESC, a.repository, a.path, a.line, a.name, a.key, a.cluster;
