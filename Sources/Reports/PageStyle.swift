/// How pages look, by day and by night, on a screen and on paper.
enum PageStyle {
  static let ink = "var(--ink)"
  static let muted = "var(--muted)"
  static let grid = "var(--grid)"
  static let land = "var(--land)"
  static let paper = "var(--paper)"
  static let good = "var(--good)"
  static let bad = "var(--bad)"
  static let accent = "var(--c0)"

  /// Told apart with every common kind of colour blindness (P. Tol, "Colour schemes", SRON/EPS/TN/09-002, "bright").
  static func colour(_ number: Int) -> String { "var(--c\(number % 8))" }

  static let sheet = """
    :root { color-scheme: light dark; --ink: #1c2430; --muted: #5d6876; --grid: #d9dee5; --paper: #ffffff; --land: #e9edf2;
      --good: #228833; --bad: #cc3344; --card: #f6f8fa;
      --c0: #4477aa; --c1: #ee7733; --c2: #228833; --c3: #aa3377; --c4: #33bbdd; --c5: #bba822; --c6: #ee6677; --c7: #8a8f98; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --muted: #98a4b3; --grid: #333c48; --paper: #12161c; --land: #232b35;
      --good: #4fb866; --bad: #ff6675; --card: #1a2028;
      --c0: #77aadd; --c1: #ee8866; --c2: #55bb77; --c3: #dd77bb; --c4: #77ddee; --c5: #ddcc66; --c6: #ff99aa; --c7: #a5acb6; } }
    * { box-sizing: border-box; }
    body { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; max-width: 64rem; margin: 2rem auto 4rem;
      padding: 0 1.2rem; color: var(--ink); background: var(--paper); }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 2.5rem 0 .4rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .3rem; }
    p.note { color: var(--muted); margin: .2rem 0 .8rem; max-width: 46rem; }
    svg { width: 100%; height: auto; display: block; font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    table { border-collapse: collapse; margin: .6rem 0 1rem; font-variant-numeric: tabular-nums; }
    th, td { text-align: left; padding: .28rem 1rem .28rem 0; vertical-align: top; } td.n, th.n { text-align: right; }
    th { color: var(--muted); font-weight: 600; font-size: .86rem; } tr { border-bottom: 1px solid var(--grid); }
    .wide { overflow-x: auto; } .ok { color: var(--good); font-weight: 600; } .failed { color: var(--bad); font-weight: 600; }
    .muted { color: var(--muted); } td .muted { white-space: nowrap; font-weight: 400; } tr.front td { background: var(--card); font-weight: 600; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .7rem; margin: 1rem 0; }
    .card { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; } .card b { display: block; font-size: 1.25rem; }
    .card span { color: var(--muted); font-size: .86rem; }
    .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .3rem 0 .2rem; font-size: .88rem; }
    .legend i { display: inline-block; width: .8em; height: .8em; border-radius: .2em; margin-right: .4em; }
    summary { cursor: pointer; color: var(--muted); margin: 1.2rem 0 .4rem; }
    @media print { body { max-width: none; } h2, svg, table { break-inside: avoid; } }
    """

  /// A page with nothing outside it: it can be mailed, and opens without a network. `body` is HTML.
  static func page(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(DrillReport.escaped(title))</title>
    <style>
    \(sheet)
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  /// Names beside their colours.
  static func legend(_ names: [(name: String, colour: String)]) -> String {
    let items = names.map {
      "<span><i style=\"background:\($0.colour)\"></i>\(DrillReport.escaped($0.name))</span>"
    }
    return "<div class=\"legend\">\(items.joined())</div>"
  }

  /// Cells are HTML; nothing where there are no rows.
  static func table(_ header: [String], _ rows: [[String]], numbers: Set<Int> = [], marked: Set<Int> = [])
    -> String
  {
    guard !rows.isEmpty else { return "" }
    func cells(_ texts: [String], _ tag: String) -> String {
      texts.enumerated().map { column, text in
        "<\(tag)\(numbers.contains(column) ? " class=\"n\"" : "")>\(text)</\(tag)>"
      }.joined()
    }
    let body = rows.enumerated().map { number, row in
      "<tr\(marked.contains(number) ? " class=\"front\"" : "")>\(cells(row, "td"))</tr>"
    }
    return
      "<div class=\"wide\"><table>\n<tr>\(cells(header, "th"))</tr>\n\(body.joined(separator: "\n"))\n</table></div>"
  }
}
