/// The page's style and script: no content of a repository is in them.
enum HTMLAssets {
  static let style = """
    :root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de;
      --card: #f6f8fa; --link: #0550ae; --mark: #57606a; --critical: #8b1a10; --high: #b4450f;
      --medium: #7a5a00; --low: #35608a; --on: #0550ae; }
    @media (prefers-color-scheme: dark) { :root { --bg: #0f1419; --fg: #e6edf3; --dim: #9aa5b1;
      --line: #343b44; --card: #171d24; --link: #79b8ff; --mark: #9aa5b1; --critical: #ff8a80;
      --high: #ffab7a; --medium: #e8c35a; --low: #8fc1f0; --on: #79b8ff; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 88rem; padding: 1.5rem 1.5rem 4rem; background: var(--bg);
      color: var(--fg); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; overflow-wrap: anywhere; }
    h2 { margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: 1.3rem; }
    h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
    a { color: var(--link); } small, .meta, .place { color: var(--dim); }
    code, pre, .place { font-family: ui-monospace, monospace; font-size: .875rem; }
    :focus-visible { outline: 3px solid var(--on); outline-offset: 2px; }
    .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--bg); padding: .5rem; }
    .origin { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 0 0 1.25rem; }
    .origin div { display: flex; gap: .5rem; } .origin dt { color: var(--dim); } .origin dd { margin: 0; }
    .tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 11rem)); gap: .75rem; margin: 0; }
    .tile { border: 1px solid var(--line); border-top: 4px solid; border-radius: .4rem; padding: .5rem .9rem; background: var(--card); }
    .tile dt { color: var(--dim); } .tile dd { margin: 0; font-size: 1.75rem; line-height: 1.2; font-weight: 600; }
    .tile.critical { border-top-color: var(--critical); } .tile.high { border-top-color: var(--high); }
    .tile.medium { border-top-color: var(--medium); } .tile.low { border-top-color: var(--low); }
    .legend summary { cursor: pointer; color: var(--link); }
    .legend dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: .25rem 2rem; margin: .5rem 0; }
    .legend dl div { display: flex; gap: .6rem; align-items: baseline; } .legend dt { min-width: 5.5rem; } .legend dd { margin: 0; color: var(--dim); }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 1rem 0 0; padding: 0; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .9rem; }
    th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
    thead th { color: var(--dim); font-weight: 600; } tbody th { font-weight: 400; }
    td, th { overflow-wrap: anywhere; } td small, th small { display: block; }
    #credentials thead th { position: sticky; top: 0; background: var(--bg); }
    #credentials table { table-layout: fixed; } #credentials tr.clear td[data-title=Kept] { font-weight: 600; }
    .timeline td:nth-child(2), .timeline td:nth-child(3) { white-space: nowrap; }
    .timeline th:last-child, .track { width: 45%; }
    .track { position: relative;
      background: linear-gradient(90deg, transparent 19.7%, var(--line) 19.7%, var(--line) 20%, transparent 20%); }
    .track i, .key i { display: inline-block; width: .7rem; height: .7rem; border: 2px solid var(--fg); border-radius: 50%; }
    .track i { position: absolute; top: 50%; margin: -.35rem; }
    .ended .track i, .key .ended { background: var(--fg); border-radius: 0; } .soon .track i, .key .soon { border-radius: 0; transform: rotate(45deg); }
    .key { color: var(--dim); } .key i { margin: 0 .25rem 0 1rem; vertical-align: -.05rem; } .key i:first-child { margin-left: 0; }
    .ended td:nth-child(3), .soon td:nth-child(3) { font-weight: 600; }
    .axis { position: relative; display: block; height: 1.4em; }
    .axis b { position: absolute; transform: translateX(-50%); font-weight: 400; white-space: nowrap; }
    .axis b:first-child { transform: none; } .axis b:last-child { transform: translateX(-100%); }
    .filter { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; margin: 0 0 1rem; }
    .filter[hidden] { display: none; } .filter fieldset { border: 0; padding: 0; margin: 0; display: flex; gap: .75rem; flex-wrap: wrap; }
    .filter legend { float: left; padding: 0 .75rem 0 0; } .filter output { color: var(--dim); }
    input, select { font: inherit; padding: .3rem .5rem; border: 1px solid var(--dim); border-radius: .3rem; background: var(--bg); color: var(--fg); max-width: 100%; }
    .group h3 { text-transform: capitalize; } .group h3 small { font-weight: 400; text-transform: none; }
    .finding { border: 1px solid var(--line); border-left: 4px solid; border-radius: .4rem; margin: .4rem 0; background: var(--card); }
    .finding.critical { border-left-color: var(--critical); } .finding.high { border-left-color: var(--high); }
    .finding.medium { border-left-color: var(--medium); } .finding.low { border-left-color: var(--low); }
    .finding summary { padding: .5rem .75rem; cursor: pointer; overflow-wrap: anywhere; }
    .finding .place { display: block; padding-left: 1rem; } .finding .place b { font: 400 .9em system-ui, sans-serif; padding-left: .5rem; } .finding .body { padding: 0 .75rem .5rem 1.75rem; }
    .badge { display: inline-block; border: 1px solid currentColor; border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; font-weight: 600; }
    .finding .badge { display: none; }
    .critical.badge { color: var(--critical); } .high.badge { color: var(--high); } .medium.badge { color: var(--medium); } .low.badge { color: var(--low); }
    pre { overflow-x: auto; background: var(--bg); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem; margin: .5rem 0; }
    .line { color: var(--dim); } .mark { color: var(--mark); font-weight: 700; }
    .more { margin: .4rem 0; } .more > summary { cursor: pointer; color: var(--link); } .finding .reach { display: block; font: .9em system-ui, sans-serif; }
    .files { margin: .35rem 0; } .files summary { cursor: pointer; } .files ul { margin: .25rem 0 .75rem; columns: 24rem; }
    .notes td:first-child { width: 40%; } li, p, article { overflow-wrap: anywhere; }
    svg text { font: 12px system-ui, sans-serif; fill: var(--fg); } svg .note { font-size: 11px; fill: var(--dim); }
    svg .column { font-weight: 600; font-size: 13px; }
    svg rect { fill: var(--card); stroke: var(--dim); } .secret rect { stroke: var(--fg); stroke-width: 2; }
    .host rect { stroke-dasharray: 5 3; } .image rect { stroke: var(--line); }
    .edge { fill: none; stroke: var(--dim); stroke-opacity: .45; } .node { cursor: pointer; }
    svg.chosen .node:not(.on) { opacity: .25; } svg.chosen .edge:not(.on) { stroke-opacity: .08; }
    .edge.on { stroke: var(--on); stroke-opacity: 1; stroke-width: 2; } .node[aria-pressed=true] rect { stroke: var(--on); stroke-width: 3; }
    @media (max-width: 60rem) {
      #credentials thead { display: none; }
      #credentials table, #credentials tbody, #credentials tr, #credentials tbody th, #credentials td { display: block; width: auto; }
      #credentials tr { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .75rem; margin: .5rem 0; background: var(--card); }
      #credentials tbody th, #credentials td { border: 0; padding: .1rem 0; } #credentials th small { display: block; } #credentials td:empty { display: none; }
      #credentials td::before { content: attr(data-title) ": "; color: var(--dim); } #credentials td small { display: inline; }
      .timeline th:last-child, .track { display: none; } .key { display: none; } }
    @media (max-width: 40rem) { body { padding: .75rem .75rem 2rem; } .tiles { grid-template-columns: repeat(2, 1fr); }
      .legend dl { grid-template-columns: 1fr; } .finding .body { padding-left: .75rem; } }
    @media print { @page { margin: 14mm 12mm; }
      :root { color-scheme: light; --bg: #fff; --fg: #000; --dim: #444; --line: #bbb; --card: #fff; --link: #000; --mark: #444;
        --critical: #8b1a10; --high: #b4450f; --medium: #7a5a00; --low: #35608a; --on: #000; }
      nav, .filter, .skip, #reach { display: none !important; } .scroll { overflow: visible; }
      body { max-width: none; padding: 0; font-size: 8.5pt; line-height: 1.35; } h1 { font-size: 16pt; } h2 { font-size: 12pt; margin: 1.5rem 0 .5rem; } h3 { margin: .75rem 0 .25rem; font-size: 9.5pt; }
      code, pre, .place { font-size: 7.5pt; } .tile dd { font-size: 14pt; } svg { width: 100%; height: auto; } table { font-size: 8pt; }
      .finding { margin: .25rem 0; border-radius: 0; border-width: 0 0 0 3px; } .finding summary { list-style: none; padding: .1rem .5rem; } .finding .place { padding: 0; }
      .finding .body { padding: 0 .5rem .1rem; } .finding .todo, .finding .meta { display: none; } .finding p { margin: .15rem 0; } pre { overflow: hidden; padding: .2rem .4rem; margin: .2rem 0; border: 0; }
      #credentials thead { display: none; } #credentials table, #credentials tr, #credentials tbody th, #credentials td { display: block; width: auto; }
      #credentials tbody { display: block; columns: 2; column-gap: 1.5rem; }
      #credentials tr { break-inside: avoid; border-bottom: 1px solid var(--line); padding: .2rem 0; }
      #credentials tr { border-width: 0 0 1px; border-radius: 0; margin: 0; }
      #credentials tbody th, #credentials td { border: 0; padding: 0; } #credentials tbody th small { font-size: 7pt; }
      #credentials td { display: inline; } #credentials td::before { content: attr(data-title) " "; color: var(--dim); }
      #credentials td::after { content: "  "; } #credentials td:empty { display: none; } #credentials td small { display: inline; }
      #rules { columns: 2; column-gap: 1.5rem; } #rules h2 { column-span: all; } #rules h3 { margin-top: 0; } #rules p, #rules ul { margin: .15rem 0; } article { padding-bottom: .5rem; }
      .finding, article { break-inside: avoid; } h2, h3 { break-after: avoid; }
      details::details-content { content-visibility: visible; display: block; height: auto; } }
    """

  static let script = """
    'use strict';
    (() => {
      const all = (selector, root = document) => [...root.querySelectorAll(selector)];
      const one = (id) => document.getElementById(id);
      const findings = all('.finding'), groups = all('.group'), form = one('filter');
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
          for (const more of all('.more')) {
            more.hidden = all('.finding', more).every((f) => f.hidden);
            if (words.length || rule) more.open = true;
          }
          for (const group of groups) group.hidden = all('.finding', group).every((f) => f.hidden);
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
      addEventListener('beforeprint', () => { for (const part of all('details')) part.open = true; });
    })();
    """
}
