/// What an audit's page has beside the style of every page.
enum AuditStyle {
  static let style = """
    .summary { padding-left: 1.2rem; font-size: 1.05rem; }
    .issue { border: 1px solid var(--line); border-left: 4px solid; border-radius: .4rem; background: var(--card); padding: .25rem 1rem .5rem; margin: .75rem 0; }
    .issue.critical { border-left-color: var(--critical); } .issue.high { border-left-color: var(--high); }
    .issue.medium { border-left-color: var(--medium); } .issue.low { border-left-color: var(--low); }
    .issue h3 { margin: .5rem 0; overflow-wrap: anywhere; }
    .facts { display: flex; flex-wrap: wrap; gap: .1rem 1.5rem; margin: .25rem 0; }
    .facts div { display: flex; gap: .4rem; } .facts dt { color: var(--dim); flex: none; } .facts dd { margin: 0; overflow-wrap: anywhere; }
    .bars { max-width: 44rem; } .bars th { width: 12rem; font-weight: 400; } .bars td:nth-child(2) { width: 3rem; text-align: right; }
    .bar i { display: block; height: .9rem; background: var(--on); border-radius: .15rem; min-width: 1px; }
    .audit td, .audit th { padding: .3rem .75rem .3rem 0; }
    .fixed { table-layout: fixed; min-width: 44rem; }
    @media print { @page { size: A4; } .audit { font-size: 8pt; } .audit table { font-size: 7.5pt; } .audit td, .audit th { padding: .1rem .5rem .1rem 0; }
      .audit h2 { margin-top: 1rem; } .issue h3 { margin: .2rem 0; } .issue p, .facts { margin: .1rem 0; } .scroll { margin: 0; } .fixed { min-width: 0; }
      .issue { break-inside: avoid; margin: .4rem 0; padding: 0 .5rem .2rem; border-radius: 0; }
      .bar i { background: #444; print-color-adjust: exact; -webkit-print-color-adjust: exact; } tr { break-inside: avoid; } }
    """
}
