-- Which tokens of persons does automation use, and in how many places?
-- One row a token, or a place where no key tells which places hold the same one: what it is, user,
-- repositories, clusters that deploy its file, environments, owners, end.
WITH placed AS (
  SELECT coalesce(c.join_epoch || c.join_id, concat_ws(chr(10), c.repository, c.path, c.line,
      c."column", c.object, c.key, c.host)) AS token, c.*,
    coalesce(d.cluster, '') AS cluster
  FROM credentials c LEFT JOIN deployments d ON d.repository = c.repository
    AND holds(d.folder, c.path, c.roots)
  WHERE c.personal AND c.exposure NOT IN ('placeholder', 'absent')
)
SELECT min(title) AS title, min(provider) AS provider,
  list(DISTINCT lower(host) ORDER BY lower(host)) AS hosts,
  list(DISTINCT "user" ORDER BY "user") AS users,
  count(DISTINCT repository) AS repository_count,
  count(DISTINCT cluster) FILTER (cluster <> '') AS cluster_count,
  len(texts(list(environments))) AS environment_count,
  list(DISTINCT repository ORDER BY repository) AS repositories,
  coalesce(list(DISTINCT cluster ORDER BY cluster) FILTER (cluster <> ''), []) AS clusters,
  texts(list(environments)) AS environments, texts(list(owners)) AS owners,
  min(utc(expires)) AS expires
FROM placed
GROUP BY token
ORDER BY repository_count DESC, cluster_count DESC, environment_count DESC, repositories, token;
