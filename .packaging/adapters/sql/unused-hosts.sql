-- For which registries are there logins, though no image of the fleet comes from them?
-- One row a host: how many logins, Secrets, purposes, repositories, teams, owners, first end.
-- Hosts compare without case, Docker Hub's names are one, and * stands for a label as for kubelet.
-- An image that only a template names is not known: look before you revoke.
WITH logins AS (
  SELECT *, registry(host) AS registry
  FROM credentials
  WHERE host <> '' AND NOT regexp_matches(host, '[${}\[\]\\]') AND exposure <> 'placeholder'
    AND (login OR purpose IN ('pull', 'push') OR key IN ('.dockerconfigjson', '.dockercfg', 'config.json'))
), used AS (
  SELECT DISTINCT l.registry
  FROM (SELECT DISTINCT registry, replace(replace(regexp_escape(registry), '\*', '[^.:]*'), '\?',
      '[^.:]') AS pattern FROM logins) l
  JOIN (SELECT DISTINCT registry(host) AS registry FROM images) i
    ON i.registry = l.registry
      OR (regexp_matches(l.registry, '[*?]') AND regexp_full_match(i.registry, l.pattern))
)
SELECT registry AS host, count(*) AS logins,
  coalesce(list(DISTINCT secret ORDER BY secret) FILTER (secret <> ''), []) AS secrets,
  coalesce(list(DISTINCT purpose ORDER BY purpose) FILTER (purpose <> ''), []) AS purposes,
  list(DISTINCT repository ORDER BY repository) AS repositories,
  list(DISTINCT team(repository) ORDER BY team(repository)) AS teams,
  texts(list(owners)) AS owners, min(utc(expires)) AS expires
FROM logins ANTI JOIN used USING (registry)
GROUP BY registry
ORDER BY logins DESC, host;
