-- Which ten credentials of the organisation are the worst?
-- One row a credential that stands or stood in clear, with its score:
--   severity (critical 8, high 4, medium 2, low 1, 1/2 where no finding is at its place)
--   x 2 at head x 2 of a person x (repositories + environments), / 8 once it has ended.
WITH severities AS (
  SELECT repository, location.path AS path, location.line AS line,
    max(CASE severity WHEN 'critical' THEN 8 WHEN 'high' THEN 4 WHEN 'medium' THEN 2 ELSE 1 END)
      AS severity
  FROM findings
  GROUP BY ALL
), places AS (
  SELECT join_epoch || join_id AS joined, repository, path, line, object, key, title, host,
    coalesce(severity, 0.5) AS severity, true AS in_head, personal, utc(expires) AS expires,
    environments, owners
  FROM credentials LEFT JOIN severities USING (repository, path, line)
  WHERE exposure IN ('clear', 'live')
  UNION ALL
  -- Without a key the row of `credentials` stands for one that is at head as well.
  SELECT join_epoch || join_id, repository, path, NULL, object, key, title, host,
    CASE severity WHEN 'critical' THEN 8 WHEN 'high' THEN 4 WHEN 'medium' THEN 2 ELSE 1 END,
    in_head, personal, utc(expires), [], []
  FROM history
  WHERE NOT in_head OR join_id IS NOT NULL
), worst AS (
  SELECT max(severity) AS severity, bool_or(in_head) AS in_head, bool_or(personal) AS personal,
    min(expires) AS expires, min(title) AS title, min(lower(host)) AS host,
    list(DISTINCT repository ORDER BY repository) AS repositories,
    texts(list(environments)) AS environments, texts(list(owners)) AS owners,
    min(concat_ws(' ', repository, path, line, object, key)) AS place
  FROM places
  GROUP BY coalesce(joined, concat_ws(chr(10), repository, path, line, object, key, host, title))
)
SELECT severity * CASE WHEN in_head THEN 2 ELSE 1 END * CASE WHEN personal THEN 2 ELSE 1 END
    * (len(repositories) + len(environments)) / CASE WHEN expires <= present() THEN 8 ELSE 1 END
    AS score,
  CASE severity WHEN 8 THEN 'critical' WHEN 4 THEN 'high' WHEN 2 THEN 'medium'
    WHEN 1 THEN 'low' ELSE '' END
    AS severity,
  title, host, in_head, personal, expires, repositories, environments, owners, place
FROM worst
ORDER BY score DESC, place
LIMIT 10;
