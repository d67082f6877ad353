-- What ends when, and what has ended?
-- One row a credential, in the order of months and days: month, how many end in it, day, whether it
-- has ended, what it is, host, repositories, one place, owners, environments, and whether it stands
-- only in history, where one that still works matters and one that has ended does not.
WITH places AS (
  SELECT utc(expires) AS ends, join_epoch || join_id AS joined, repository, path, line, object, key,
    title, host, owners, environments, false AS only_in_history
  FROM credentials
  WHERE expires IS NOT NULL AND exposure <> 'placeholder'
  UNION ALL
  SELECT utc(expires), join_epoch || join_id, repository, path, NULL, object, key,
    title, host, [], [], true
  FROM history
  WHERE expires IS NOT NULL AND NOT in_head AND utc(expires) > present()
), credentials_with_an_end AS (
  SELECT min(ends) AS ends, min(title) AS title, min(lower(host)) AS host,
    list(DISTINCT repository ORDER BY repository) AS repositories,
    min(concat_ws(' ', repository, path, line, object, key)) AS place,
    texts(list(owners)) AS owners, texts(list(environments)) AS environments,
    bool_and(only_in_history) AS only_in_history
  FROM places
  WHERE ends IS NOT NULL
  GROUP BY coalesce(joined, concat_ws(chr(10), repository, path, line, object, key, host, title))
)
SELECT strftime(ends, '%Y-%m') AS month,
  count(*) OVER (PARTITION BY strftime(ends, '%Y-%m')) AS in_month, ends::DATE AS day,
  ends <= present() AS ended, title, host, repositories, place, owners, environments,
  only_in_history
FROM credentials_with_an_end
ORDER BY ends, place;
