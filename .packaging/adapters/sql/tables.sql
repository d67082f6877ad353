-- The tables of the folder that `credlint fleet scan --out` wrote, with the newest scan of every
-- repository, as views; and what the questions beside this file share. Any DuckDB from 1.2 on.
-- First: SET VARIABLE fleet = 'out'; and, for coverage.sql, SET VARIABLE plan = 'plan.jsonl';
-- Read this again after another scan: files and `scans` are read once, for speed.

-- The files. A table of which there is none reads those of scans, whose rows have another schema.
SET VARIABLE scan_files = (
  SELECT CASE WHEN count(*) = 0 THEN error('no scan is below the folder that the variable fleet names')
    ELSE list(file ORDER BY file) END
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/scans/*/*.jsonl'));
SET VARIABLE run_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/scans/*/*.run.json'));
SET VARIABLE finding_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/findings/*/*.jsonl'));
SET VARIABLE credential_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/credentials/*/*.jsonl'));
SET VARIABLE reference_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/references/*/*.jsonl'));
SET VARIABLE image_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/images/*/*.jsonl'));
SET VARIABLE source_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/sources/*/*.jsonl'));
SET VARIABLE history_files = (
  SELECT coalesce(list(file ORDER BY file), getvariable('scan_files'))
  FROM glob(coalesce(getvariable('fleet'), '.') || '/v1/history/*/*.jsonl'));
SET VARIABLE plan_files = (
  SELECT CASE WHEN getvariable('plan') IS NULL THEN getvariable('scan_files')
    ELSE [getvariable('plan')::VARCHAR] END);

-- Shared words.
CREATE OR REPLACE MACRO team(repository) AS split_part(repository, '/', 1);

-- In UTC. A cast to TIMESTAMP alone drops the offset in DuckDB 2.0.
CREATE OR REPLACE MACRO utc(text) AS make_timestamp(epoch_us(TRY_CAST(text AS TIMESTAMPTZ)));

-- The variable now (RFC 3339) in place of the clock.
CREATE OR REPLACE MACRO present() AS coalesce(
  utc(getvariable('now')::VARCHAR), make_timestamp(epoch_us(now())));

-- Without case, scheme and path; Docker Hub has several names.
CREATE OR REPLACE MACRO registry(host) AS regexp_replace(
  regexp_extract(lower(host), '^(?:https?://)?([^/]*)', 1),
  '^(index\.docker\.io|registry-1\.docker\.io|(registry\.)?hub\.docker\.com)$', 'docker.io');

-- A folder as paths of files start: without ./ and /, "" for the root.
CREATE OR REPLACE MACRO folder(path) AS regexp_replace(path, '^(\.?/+)+|^\.$|/+$', '', 'g');

-- Whether a file is below a folder, or something below the folder deploys it.
CREATE OR REPLACE MACRO holds(folder, path, roots) AS folder = '' OR contains(
  chr(10) || array_to_string(list_prepend(path, roots), '/' || chr(10)) || '/',
  chr(10) || folder || '/');

-- Whether two lists of namespaces can mean the same one; none is not known.
CREATE OR REPLACE MACRO may_meet(left_one, right_one) AS
  len(left_one) = 0 OR len(right_one) = 0 OR list_has_any(left_one, right_one);

-- Null for what only a run of a template tells.
CREATE OR REPLACE MACRO told(text) AS CASE WHEN NOT regexp_matches(text, '[{][{]|[$][{]') THEN text END;

CREATE OR REPLACE MACRO texts(lists) AS list_sort(list_distinct(flatten(lists)));

-- The tables. A shard counts once its row in `scans` is there.
CREATE OR REPLACE TABLE scans AS
WITH runs AS (
  SELECT regexp_replace(filename, '\.run\.json$', '') AS shard, finished
  FROM read_json(getvariable('run_files'), format = 'newline_delimited', hive_partitioning = false,
    filename = true, columns = {finished: 'VARCHAR'})
  WHERE finished IS NOT NULL
)
SELECT s.* EXCLUDE (filename)
FROM read_json(getvariable('scan_files'), format = 'newline_delimited', hive_partitioning = false,
  filename = true, columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', exit: 'BIGINT', files: 'BIGINT', documents: 'BIGINT', resources: 'BIGINT',
    credentials: 'BIGINT', findings: 'BIGINT', unreadable: 'BIGINT', skipped: 'BIGINT',
    history: 'BOOLEAN', problems: 'VARCHAR[]', join_epoch: 'VARCHAR', url_key: 'VARCHAR'}) s
LEFT JOIN runs r ON r.shard = regexp_replace(s.filename, '\.jsonl$', '')
WHERE schema = 'urn:credlint:schema:scan-1'
QUALIFY row_number() OVER (
  PARTITION BY repository ORDER BY utc(finished) DESC NULLS LAST, revision DESC NULLS LAST) = 1;

CREATE OR REPLACE VIEW findings AS
FROM read_json(getvariable('finding_files'), format = 'newline_delimited', hive_partitioning = false,
  columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', rule: 'VARCHAR', severity: 'VARCHAR', confidence: 'VARCHAR',
    message: 'VARCHAR', subject: 'VARCHAR', fingerprint: 'VARCHAR', 'group': 'VARCHAR',
    object: 'STRUCT(kind VARCHAR, name VARCHAR, namespace VARCHAR)',
    location: 'STRUCT(path VARCHAR, line BIGINT, "column" BIGINT, "endLine" BIGINT, "endColumn" BIGINT)',
    reach: 'STRUCT(root VARCHAR, environment VARCHAR)[]', related: 'JSON', fix: 'JSON',
    "fixRefusal": 'VARCHAR'}) f
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:finding-1';

CREATE OR REPLACE VIEW credentials AS
FROM read_json(getvariable('credential_files'), format = 'newline_delimited',
  hive_partitioning = false, columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', path: 'VARCHAR', line: 'BIGINT', 'column': 'BIGINT', object: 'VARCHAR',
    secret: 'VARCHAR', namespaces: 'VARCHAR[]', key: 'VARCHAR', kind: 'VARCHAR', title: 'VARCHAR',
    provider: 'VARCHAR', host: 'VARCHAR', user: 'VARCHAR', purpose: 'VARCHAR', scopes: 'VARCHAR[]',
    expires: 'VARCHAR', unchanged_since: 'VARCHAR', origin: 'VARCHAR', exposure: 'VARCHAR',
    personal: 'BOOLEAN', owners: 'VARCHAR[]', environments: 'VARCHAR[]', roots: 'VARCHAR[]',
    users: 'BIGINT', used: 'BOOLEAN', login: 'BOOLEAN', provides: 'BOOLEAN', join_id: 'VARCHAR',
    join_epoch: 'VARCHAR'}) c
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:credential-1';

CREATE OR REPLACE VIEW "references" AS
FROM read_json(getvariable('reference_files'), format = 'newline_delimited',
  hive_partitioning = false, columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', path: 'VARCHAR', line: 'BIGINT', 'column': 'BIGINT', from_kind: 'VARCHAR',
    from_name: 'VARCHAR', namespaces: 'VARCHAR[]', name: 'VARCHAR', key: 'VARCHAR', kind: 'VARCHAR',
    optional: 'BOOLEAN', resolved: 'BOOLEAN', roots: 'VARCHAR[]'}) r
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:reference-1';

CREATE OR REPLACE VIEW images AS
FROM read_json(getvariable('image_files'), format = 'newline_delimited', hive_partitioning = false,
  columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', host: 'VARCHAR', image: 'VARCHAR', workload: 'VARCHAR', path: 'VARCHAR'}) i
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:image-1';

CREATE OR REPLACE VIEW sources AS
FROM read_json(getvariable('source_files'), format = 'newline_delimited', hive_partitioning = false,
  columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', kind: 'VARCHAR', path: 'VARCHAR', line: 'BIGINT', object: 'VARCHAR',
    url: 'VARCHAR', url_key: 'VARCHAR', source_path: 'VARCHAR', ref: 'VARCHAR', cluster: 'VARCHAR',
    namespace: 'VARCHAR', roots: 'VARCHAR[]'}) s
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:source-1';

CREATE OR REPLACE VIEW history AS
FROM read_json(getvariable('history_files'), format = 'newline_delimited', hive_partitioning = false,
  columns = {
    schema: 'VARCHAR', tool: 'VARCHAR', rules_digest: 'VARCHAR', repository: 'VARCHAR',
    revision: 'VARCHAR', kind: 'VARCHAR', title: 'VARCHAR', provider: 'VARCHAR', host: 'VARCHAR',
    user: 'VARCHAR', scopes: 'VARCHAR[]', object: 'VARCHAR', key: 'VARCHAR', spot: 'VARCHAR',
    rules: 'VARCHAR[]', severity: 'VARCHAR', message: 'VARCHAR', paths: 'VARCHAR[]',
    path: 'VARCHAR', line: 'BIGINT', 'column': 'BIGINT', blob: 'VARCHAR', expires: 'VARCHAR',
    personal: 'BOOLEAN', first_commit: 'VARCHAR', first_seconds: 'BIGINT', last_commit: 'VARCHAR',
    last_seconds: 'BIGINT', removed_in: 'VARCHAR', removed_seconds: 'BIGINT', in_head: 'BOOLEAN',
    refs: 'VARCHAR[]', reachable: 'BOOLEAN', fingerprint: 'VARCHAR', join_id: 'VARCHAR',
    join_epoch: 'VARCHAR'}) h
SEMI JOIN scans USING (repository, revision)
WHERE schema = 'urn:credlint:schema:history-1';

-- What was to be scanned; nothing where the variable plan is not set.
CREATE OR REPLACE VIEW plan AS
SELECT repository, revision
FROM read_json(getvariable('plan_files'), format = 'newline_delimited', hive_partitioning = false,
  columns = {repository: 'VARCHAR', revision: 'VARCHAR', git: 'VARCHAR'})
WHERE git IS NOT NULL;

-- Which repository of the fleet an address means: the one that was cloned from it, or else the one
-- with the longest name that it ends with.
CREATE OR REPLACE TABLE addresses AS
WITH endings AS (
  SELECT url_key, array_to_string(parts[i:], '/') AS ending
  FROM (SELECT DISTINCT url_key, string_split(url_key, '/') AS parts FROM sources WHERE url_key <> '') k,
    unnest(range(1, len(parts) + 1)) u(i)
)
SELECT url_key, list(repository ORDER BY cloned DESC, length(repository) DESC, repository)[1] AS target
FROM (
  SELECT e.url_key, s.repository, false AS cloned
  FROM endings e JOIN scans s ON lower(s.repository) = e.ending
  UNION ALL
  SELECT e.url_key, s.repository, true
  FROM (SELECT DISTINCT url_key FROM endings) e JOIN scans s USING (url_key)
)
GROUP BY url_key;

-- Which folders of which repositories a cluster deploys, with what these name in turn: bases, and
-- objects of Flux and Argo CD, which deploy to their own cluster where they name no other. A scan calls
-- that one by repository and folder, and does not know what another repository deploys there.
-- `namespace` is where everything lands, `default_namespace` what says no other, `argo` the repository
-- of Applications that name no cluster: whatever their folders, they may be in one.
CREATE OR REPLACE TABLE deployments AS
WITH RECURSIVE links AS (
  SELECT s.kind, s.repository, s.path, coalesce(s.roots, []) AS roots, told(s.cluster) AS cluster,
    a.target, folder(s.source_path) AS folder, s.kind <> 'kustomize-base' AS deploys,
    s.cluster = '' OR starts_with(s.cluster, s.repository || '//') AS is_own,
    CASE s.kind WHEN 'argo' THEN '' ELSE coalesce(told(s.namespace), '') END AS namespace,
    CASE s.kind WHEN 'argo' THEN coalesce(told(s.namespace), '') ELSE '' END AS default_namespace
  FROM sources s JOIN addresses a USING (url_key)
), outermost AS (
  FROM links l WHERE deploys AND cluster <> '' AND NOT (is_own AND EXISTS (
    FROM links o WHERE o.deploys AND o.target = l.repository AND o.repository <> l.repository
      AND holds(o.folder, l.path, l.roots)))
), deployed AS (
  SELECT cluster, CASE WHEN kind = 'argo' AND is_own THEN repository ELSE '' END AS argo,
    repository AS source, target AS repository, folder, namespace, default_namespace
  FROM outermost
  UNION
  SELECT d.cluster, d.argo, l.repository, l.target, l.folder,
    CASE WHEN l.deploys THEN l.namespace ELSE coalesce(nullif(d.namespace, ''), l.namespace) END,
    CASE WHEN l.deploys THEN l.default_namespace ELSE d.default_namespace END
  -- What a repository deploys of itself is in its clusters already.
  FROM deployed d JOIN links l ON l.repository = d.repository AND l.is_own
    AND (NOT l.deploys OR d.source <> l.repository) AND holds(d.folder, l.path, l.roots)
)
SELECT DISTINCT cluster, argo, repository, folder, namespace, default_namespace FROM deployed;

-- Where references and Secrets land: a row for each cluster, "" where none is known to deploy them.
CREATE OR REPLACE VIEW placed_references AS
SELECT DISTINCT r.repository, r.path, r.line, r.from_kind, r.from_name, r.name, r.key, r.kind,
  r.optional, r.resolved, coalesce(d.cluster, '') AS cluster, coalesce(d.argo, '') AS argo,
  CASE WHEN d.namespace <> '' THEN [d.namespace]
    WHEN len(r.namespaces) = 0 AND d.default_namespace <> '' THEN [d.default_namespace]
    ELSE r.namespaces END AS namespaces
FROM "references" r LEFT JOIN deployments d ON d.repository = r.repository
  AND holds(d.folder, r.path, coalesce(r.roots, []));

CREATE OR REPLACE VIEW placed_secrets AS
SELECT DISTINCT c.repository, c.path, c.line, c.secret, c.origin,
  coalesce(c.used, c.users > 0) AS used,
  coalesce(d.cluster, '') AS cluster, coalesce(d.argo, '') AS argo,
  CASE WHEN d.namespace <> '' THEN [d.namespace]
    WHEN len(c.namespaces) = 0 AND d.default_namespace <> '' THEN [d.default_namespace]
    ELSE c.namespaces END AS namespaces
FROM credentials c LEFT JOIN deployments d ON d.repository = c.repository
  AND holds(d.folder, c.path, c.roots)
WHERE c.provides AND c.secret <> '';
