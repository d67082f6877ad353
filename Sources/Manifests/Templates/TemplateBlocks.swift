/// What expressions open and close.
enum TemplateBlocks {
  static let openers: Set<String> = [
    "if", "range", "with", "define", "block", "for", "raw", "macro", "filter", "call",
  ]

  /// What stands between `define` and its `end`: it is rendered elsewhere.
  static func definitions(in expressions: [TemplateExpression]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var depth = 0
    var start: (offset: Int, depth: Int)?
    for expression in expressions where expression.role == .control {
      if openers.contains(expression.word) {
        depth += 1
        if start == nil, expression.word == "define" {
          start = (expression.range.upperBound, depth)
        }
      } else if expression.word.hasPrefix("end") {
        if let own = start, own.depth == depth {
          result.append(own.offset..<expression.range.lowerBound)
          start = nil
        }
        depth -= 1
      }
    }
    return result
  }

  /// What stands behind `else` and `elif` up to the end of their block.
  static func alternatives(in expressions: [TemplateExpression]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    // For each open block: where its first alternative starts.
    var open: [Int?] = []
    for expression in expressions where expression.role == .control {
      if openers.contains(expression.word) {
        open.append(nil)
      } else if expression.word == "else" || expression.word == "elif" {
        if let last = open.last, last == nil { open[open.count - 1] = expression.range.upperBound }
      } else if expression.word.hasPrefix("end"), let start = open.popLast() {
        if let start, open.allSatisfy({ $0 == nil }) {
          result.append(start..<expression.range.lowerBound)
        }
      }
    }
    return result
  }
}
