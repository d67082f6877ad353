-- Which credentials stand in several repositories, also where one of them holds it only in history?
-- One row a credential: what it is, repositories, teams (first part of a repository's name),
-- environments, owners, places (a line that holds it today, or held it last), and the repositories
-- that hold it only in history.
-- Needs --key-file; values of different keys (join_epoch) are never compared.
WITH places AS (
  SELECT join_epoch, join_id, repository, path, line, title, host, personal, expires, owners,
    environments, true AS in_head
  FROM credentials
  WHERE exposure NOT IN ('placeholder', 'absent', 'fetched')
  UNION ALL
  SELECT join_epoch, join_id, repository, path, line, title, host, personal, expires, [], [], in_head
  FROM history
), standing AS (
  SELECT join_epoch, join_id, repository, list(title) AS titles, list(lower(host)) AS hosts,
    bool_or(personal) AS personal, min(utc(expires)) AS expires, texts(list(owners)) AS owners,
    texts(list(environments)) AS environments, count(DISTINCT (path, line)) AS places,
    bool_or(in_head) AS in_head
  FROM places
  WHERE join_id IS NOT NULL AND join_epoch IS NOT NULL
  GROUP BY ALL
)
SELECT join_epoch, join_id, texts(list(titles)) AS titles, texts(list(hosts)) AS hosts,
  list(repository ORDER BY repository) AS repositories,
  list(DISTINCT team(repository) ORDER BY team(repository)) AS teams,
  texts(list(environments)) AS environments, texts(list(owners)) AS owners,
  bool_or(personal) AS personal, min(expires) AS expires, sum(places)::BIGINT AS places,
  coalesce(list(repository ORDER BY repository) FILTER (NOT in_head), []) AS only_in_history
FROM standing
GROUP BY join_epoch, join_id
HAVING count(*) > 1
ORDER BY len(teams) DESC, len(repositories) DESC, repositories, titles, join_epoch, join_id;
