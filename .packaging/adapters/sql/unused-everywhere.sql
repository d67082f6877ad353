-- Which Secrets does nothing in any repository name, in their namespaces or where those are not known?
-- One row a Secret and place: repository, path, line, name, namespaces, origin, clusters.
-- What finds Secrets by label, or reads them by name in code, is seen in its own repository alone: a
-- list for a review.
WITH made AS (
  SELECT repository, path, line, secret, min(origin) AS origin, bool_or(used) AS used,
    texts(list(namespaces)) AS namespaces,
    coalesce(list(DISTINCT cluster ORDER BY cluster) FILTER (cluster <> ''), []) AS clusters
  FROM placed_secrets
  GROUP BY ALL
), named AS (
  SELECT s.repository, s.path, s.line, s.secret
  FROM placed_secrets s SEMI JOIN placed_references r
    ON r.name = s.secret AND may_meet(r.namespaces, s.namespaces)
)
SELECT repository, path, line, secret, namespaces, origin, clusters
FROM made ANTI JOIN named USING (repository, path, line, secret)
WHERE NOT used
ORDER BY repository, path, line, secret;
