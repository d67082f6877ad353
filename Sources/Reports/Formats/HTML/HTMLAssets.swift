/// The page's style and script: no content of a repository is in them.
enum HTMLAssets {
  static let style = """
    :root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de;
      --card: #f6f8fa; --link: #0550ae; --mark: #b3261e; --critical: #8b1a10; --high: #a1401b;
      --medium: #7a5a00; --low: #35608a; --on: #0550ae; }
    @media (prefers-color-scheme: dark) { :root { --bg: #0f1419; --fg: #e6edf3; --dim: #9aa5b1;
      --line: #343b44; --card: #171d24; --link: #79b8ff; --mark: #ff8a80; --critical: #ff8a80;
      --high: #ffab7a; --medium: #e8c35a; --low: #8fc1f0; --on: #79b8ff; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 90rem; padding: 1rem 1.25rem 3rem; background: var(--bg);
      color: var(--fg); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.6rem; margin: .25rem 0 1rem; } h2 { margin: 2.5rem 0 .75rem; } h3 { margin: 1.25rem 0 .25rem; }
    a { color: var(--link); } small, .meta, .place { color: var(--dim); }
    code, pre, .place { font-family: ui-monospace, monospace; font-size: .875rem; }
    :focus-visible { outline: 3px solid var(--on); outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--bg); padding: .5rem; }
    .tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
    .tile { border: 1px solid var(--line); border-left: 6px solid var(--line); border-radius: .4rem;
      padding: .4rem .9rem; background: var(--card); min-width: 7rem; }
    .tile dt { color: var(--dim); } .tile dd { margin: 0; font-size: 1.6rem; font-weight: 600; }
    .tile.critical { border-left-color: var(--critical); } .tile.high { border-left-color: var(--high); }
    .tile.medium { border-left-color: var(--medium); } .tile.low { border-left-color: var(--low); }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
    th { position: sticky; top: 0; background: var(--bg); }
    td { overflow-wrap: break-word; max-width: 24rem; }
    tr.clear td:nth-child(10) { color: var(--mark); font-weight: 600; }
    .timeline td:nth-child(2), .timeline td:nth-child(3) { white-space: nowrap; }
    .timeline td:first-child { min-width: 18rem; }
    .track { position: relative; min-width: 22rem;
      background: linear-gradient(90deg, transparent 19.7%, var(--dim) 19.7%, var(--dim) 20%, transparent 20%); }
    .track i { position: absolute; top: 50%; width: .8rem; height: .8rem; margin: -.4rem; border-radius: 50%; background: var(--low); }
    .ended .track i { background: var(--critical); border-radius: 0; } .soon .track i { background: var(--medium); }
    .ended td:nth-child(3) { color: var(--critical); font-weight: 600; } .soon td:nth-child(3) { color: var(--medium); font-weight: 600; }
    .axis { position: relative; display: block; height: 1.4em; min-width: 22rem; }
    .axis b { position: absolute; transform: translateX(-50%); font-weight: 400; color: var(--dim); white-space: nowrap; }
    .axis b:first-child { transform: none; } .axis b:last-child { transform: translateX(-100%); }
    .filter { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: end; margin: 0 0 1rem; }
    .filter[hidden] { display: none; } .filter fieldset { border: 0; padding: 0; margin: 0; display: flex; gap: .75rem; flex-wrap: wrap; }
    .filter legend { float: left; padding: 0 .75rem 0 0; }
    input, select { font: inherit; padding: .3rem .5rem; border: 1px solid var(--dim); border-radius: .3rem; background: var(--bg); color: var(--fg); max-width: 100%; }
    .finding { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; background: var(--card); }
    .finding summary { padding: .5rem .75rem; cursor: pointer; overflow-wrap: anywhere; }
    .finding .place { display: block; } .finding .body { padding: 0 .75rem .5rem; }
    .badge { display: inline-block; border: 1px solid currentColor; border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; font-weight: 600; }
    .critical.badge { color: var(--critical); } .high.badge { color: var(--high); } .medium.badge { color: var(--medium); } .low.badge { color: var(--low); }
    pre { overflow-x: auto; background: var(--bg); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; }
    .line { color: var(--dim); } .mark { color: var(--mark); font-weight: 700; }
    svg text { font: 12px system-ui, sans-serif; fill: var(--fg); } svg .note { font-size: 11px; fill: var(--dim); }
    svg .column { font-weight: 600; font-size: 13px; }
    svg rect { fill: var(--card); stroke: var(--dim); } .secret rect { stroke: var(--high); stroke-width: 2; }
    .host rect { stroke: var(--medium); } .account rect { stroke: var(--low); }
    .edge { fill: none; stroke: var(--dim); stroke-opacity: .55; } .node { cursor: pointer; }
    svg.chosen .node:not(.on) { opacity: .25; } svg.chosen .edge:not(.on) { stroke-opacity: .08; }
    .edge.on { stroke: var(--on); stroke-opacity: 1; stroke-width: 2; } .node[aria-pressed=true] rect { stroke: var(--on); stroke-width: 3; }
    @media (max-width: 40rem) { body { padding: .5rem .75rem 2rem; } .tile { flex: 1 1 40%; } }
    @media print { :root { color-scheme: light; --bg: #fff; --fg: #000; --dim: #444; --line: #999; --card: #fff;
        --link: #000; --mark: #000; --critical: #000; --high: #000; --medium: #000; --low: #000; --on: #000; }
      nav, .filter, .skip { display: none !important; } .scroll { overflow: visible; }
      body { max-width: none; font-size: .8rem; } svg { width: 100%; height: auto; } table { font-size: .65rem; }
      td { overflow-wrap: anywhere; } .track, .axis { min-width: 12rem; }
      .finding, tr, article { break-inside: avoid; } pre { overflow: hidden; }
      h2, h3 { break-after: avoid; } .axis b:first-child { display: none; }
      details::details-content { content-visibility: visible; display: block; } }
    """

  static let script = """
    'use strict';
    (() => {
      const all = (selector, root = document) => [...root.querySelectorAll(selector)];
      const one = (id) => document.getElementById(id);
      const findings = all('.finding'), form = one('filter');
      if (form) {
        const texts = new Map(findings.map((f) => [f, f.textContent.toLowerCase()]));
        const apply = () => {
          const words = one('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
          const rule = one('rule').value;
          const severities = new Set(all('[name=severity]:checked', form).map((box) => box.value));
          let shown = 0;
          for (const f of findings) {
            const fits = severities.has(f.dataset.severity) && (!rule || rule === f.dataset.rule)
              && words.every((word) => texts.get(f).includes(word));
            f.hidden = !fits;
            if (fits) shown += 1;
          }
          one('shown').textContent = `${shown} of ${findings.length} shown`;
        };
        form.hidden = false;
        form.addEventListener('input', apply);
        form.addEventListener('submit', (event) => event.preventDefault());
        apply();
      }
      const credentials = one('credential-filter');
      if (credentials) {
        credentials.hidden = false;
        const rows = all('#credentials tbody tr');
        one('credential-search').addEventListener('input', (event) => {
          const word = event.target.value.toLowerCase();
          for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(word);
        });
      }
      const graph = one('graph');
      if (graph) {
        const nodes = new Map(all('.node', graph).map((node) => [node.dataset.id, node]));
        const edges = all('.edge', graph);
        const walk = (start, from, to) => {
          const seen = new Set([start]), queue = [start], used = [];
          while (queue.length) {
            const id = queue.shift();
            for (const edge of edges) {
              if (edge.dataset[from] !== id) continue;
              used.push(edge);
              const next = edge.dataset[to];
              if (!seen.has(next)) { seen.add(next); queue.push(next); }
            }
          }
          seen.delete(start);
          return { seen, used };
        };
        const list = (title, ids) => {
          const part = document.createDocumentFragment();
          if (!ids.size) return part;
          const heading = document.createElement('h3');
          heading.textContent = title;
          const items = document.createElement('ul');
          for (const id of ids) {
            const item = document.createElement('li');
            item.textContent = nodes.get(id).getAttribute('aria-label');
            items.append(item);
          }
          part.append(heading, items);
          return part;
        };
        const choose = (node) => {
          const isChosen = node.getAttribute('aria-pressed') === 'true';
          for (const part of [...nodes.values(), ...edges]) part.classList.remove('on');
          for (const other of nodes.values()) other.setAttribute('aria-pressed', 'false');
          graph.classList.toggle('chosen', !isChosen);
          one('reach').replaceChildren();
          if (isChosen) return;
          const back = walk(node.dataset.id, 'to', 'from'), forth = walk(node.dataset.id, 'from', 'to');
          for (const id of [...back.seen, ...forth.seen]) nodes.get(id).classList.add('on');
          for (const edge of [...back.used, ...forth.used]) edge.classList.add('on');
          node.classList.add('on');
          node.setAttribute('aria-pressed', 'true');
          const name = document.createElement('p');
          name.textContent = node.getAttribute('aria-label');
          one('reach').append(name, list('Used by', back.seen), list('Leads to', forth.seen));
        };
        for (const node of nodes.values()) {
          node.addEventListener('click', () => choose(node));
          node.addEventListener('keydown', (event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            choose(node);
          });
        }
      }
      addEventListener('beforeprint', () => { for (const f of findings) f.open = true; });
    })();
    """
}
