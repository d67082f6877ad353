internal import Rules
internal import YAMLTree

/// Places of a page, as text and as the masked line with its marks.
struct HTMLSnippets {
  private let tables: LineTables
  private let masks: Masks
  private var excerpts = Excerpts()

  init(_ tables: LineTables, _ masks: Masks) {
    self.tables = tables
    self.masks = masks
  }

  mutating func html(_ place: Place) -> String {
    let table = tables[place.file]
    let number = table.line(of: place.range.lowerBound)
    let excerpt = excerpts.excerpt(
      of: table.range(ofLine: number), around: place.range, in: place.file, masks)
    let margin = String(number)
    let blank = String(repeating: " ", count: margin.count)
    let mark =
      String(repeating: " ", count: excerpt.column) + String(repeating: "^", count: excerpt.width)
    return
      "<pre tabindex=\"0\"><code><span class=\"line\">\(margin) | </span>\(Markup.text(excerpt.text))\n"
      + "<span class=\"line\">\(blank) | </span><span class=\"mark\">\(mark)</span></code></pre>"
  }

  func location(_ place: Place) -> String {
    let (line, column) = tables[place.file].position(of: place.range.lowerBound)
    return "\(Markup.text(place.shownPath)):\(line):\(column)"
  }
}
