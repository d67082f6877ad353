/// A regular expression with RE2's semantics, run as a Pike VM: time is linear in the text, so a
/// pattern from a rule file cannot stall a scan.
package struct LinearRegex: Sendable {
  private enum Instruction: Sendable {
    case scalars(ScalarSet)
    /// Two continuations, the preferred one first.
    case split(Int, Int)
    case jump(Int)
    case assertion(RegexNode.Assertion)
    case match
  }

  /// A pattern that would compile to more instructions is refused.
  static let maximumProgram = 20_000

  private var program: [Instruction] = []
  /// What every match holds: a text without it needs no run.
  private let required: [Unicode.Scalar]
  /// What was compiled so far, also what became no instruction: `(){1000}` can be repeated, too.
  private var compiled = 0
  /// Instructions, and the ranges in which they look a code point up.
  private var weight = 0

  /// Compiles `pattern`; the issue's range is the whole pattern.
  package init(_ pattern: String) throws(Issue) {
    let range = 0..<pattern.utf8.count
    let node: RegexNode
    do {
      node = try RegexParser.parse(pattern)
    } catch {
      throw Issue("invalid regular expression: \(error.message)", at: range)
    }
    required = node.requiredText
    guard compile(node) else {
      throw Issue("regular expression is too large", at: range)
    }
    program.append(.match)
  }

  /// Steps that a search takes over so many code points: each instruction may be live at each.
  func cost(over length: Int) -> Int { length / 10 + length * weight / 10_000 }

  /// Steps that it takes to compile.
  var compilingCost: Int { (compiled + weight) / 10 }

  /// Whether the pattern matches anywhere in the text, in time linear in it.
  package func matches(_ text: String) -> Bool {
    firstMatch(in: Array(text.unicodeScalars), from: 0) != nil
  }

  /// The leftmost match at or after `start`, as a range of scalar offsets.
  func firstMatch(in text: [Unicode.Scalar], from start: Int) -> Range<Int>? {
    guard mayMatch(text, from: start) else { return nil }
    var machine = Machine(program: program, text: text)
    return machine.run(from: start).match
  }

  /// The same, for a price.
  func firstMatch(
    in text: [Unicode.Scalar], from start: Int, _ frame: Frame
  ) throws(EvaluationError) -> Range<Int>? {
    try frame.spend(program.count / 100)
    guard mayMatch(text, from: start) else {
      try frame.spend(cost(over: max(0, text.count - start)))
      return nil
    }
    var machine = Machine(program: program, text: text)
    let (match, length) = machine.run(from: start)
    try frame.spend(cost(over: length))
    return match
  }

  private func mayMatch(_ text: [Unicode.Scalar], from start: Int) -> Bool {
    guard let first = required.first else { return true }
    var index = start
    while index + required.count <= text.count {
      if text[index] == first, text[index..<(index + required.count)].elementsEqual(required) {
        return true
      }
      index += 1
    }
    return false
  }

  // MARK: Compiling

  private mutating func compile(_ node: RegexNode) -> Bool {
    compiled += 1
    guard compiled <= Self.maximumProgram, program.count <= Self.maximumProgram else {
      return false
    }
    switch node {
    case .empty: return true
    case .scalars(let set):
      program.append(.scalars(set))
      weight += 1 + set.ranges.count + set.categories.count
    case .assertion(let assertion): program.append(.assertion(assertion))
    case .sequence(let parts):
      for part in parts where !compile(part) { return false }
    case .alternatives(let branches): return compile(branches: branches)
    case .repetition(let body, let minimum, let maximum, let isLazy):
      return compile(body, minimum: minimum, maximum: maximum, isLazy: isLazy)
    }
    return true
  }

  private mutating func compile(branches: [RegexNode]) -> Bool {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      let isLast = index == branches.count - 1
      let split = program.count
      if !isLast { program.append(.split(split + 1, 0)) }
      guard compile(branch) else { return false }
      if !isLast {
        jumps.append(program.count)
        program.append(.jump(0))
        program[split] = .split(split + 1, program.count)
      }
    }
    for jump in jumps { program[jump] = .jump(program.count) }
    return true
  }

  private mutating func compile(
    _ body: RegexNode, minimum: Int, maximum: Int?, isLazy: Bool
  ) -> Bool {
    for _ in 0..<minimum where !compile(body) { return false }
    guard let maximum else {
      let split = program.count
      program.append(.split(0, 0))
      guard compile(body) else { return false }
      program.append(.jump(split))
      program[split] = choice(split + 1, program.count, isLazy: isLazy)
      return true
    }
    var splits: [Int] = []
    for _ in minimum..<maximum {
      splits.append(program.count)
      program.append(.split(0, 0))
      guard compile(body) else { return false }
    }
    for split in splits { program[split] = choice(split + 1, program.count, isLazy: isLazy) }
    return true
  }

  private func choice(_ body: Int, _ exit: Int, isLazy: Bool) -> Instruction {
    isLazy ? .split(exit, body) : .split(body, exit)
  }
}

extension LinearRegex {
  /// One run over one text: the set of live threads, in order of preference.
  private struct Machine {
    private struct Thread {
      let instruction: Int
      let start: Int
    }

    private let program: [Instruction]
    private let text: [Unicode.Scalar]
    private var current: [Thread] = []
    private var following: [Thread] = []
    /// The generation in which an instruction was last added, to add it once per position.
    private var seen: [Int]
    private var generation = 0

    init(program: [Instruction], text: [Unicode.Scalar]) {
      self.program = program
      self.text = text
      seen = Array(repeating: -1, count: program.count)
    }

    /// - Returns: the match, and how many positions were looked at.
    mutating func run(from start: Int) -> (match: Range<Int>?, length: Int) {
      var best: Range<Int>?
      var position = start
      while position <= text.count {
        if best == nil { add(0, start: position, at: position) }
        if current.isEmpty, best != nil { break }
        generation += 1
        following.removeAll(keepingCapacity: true)
        step(at: position, best: &best)
        swap(&current, &following)
        position += 1
      }
      return (best, position - start)
    }

    /// Moves every live thread over the scalar at `position`.
    private mutating func step(at position: Int, best: inout Range<Int>?) {
      let threads = current
      current.removeAll(keepingCapacity: true)
      for thread in threads {
        switch program[thread.instruction] {
        case .match:
          // Threads behind this one are less preferred.
          best = thread.start..<position
          return
        case .scalars(let set):
          if position < text.count, set.contains(text[position].value) {
            add(thread.instruction + 1, start: thread.start, at: position + 1, to: true)
          }
        case .split, .jump, .assertion: break
        }
      }
    }

    /// Follows jumps, splits and assertions, with a list of its own instead of recursion.
    private mutating func add(
      _ instruction: Int, start: Int, at position: Int, to next: Bool = false
    ) {
      var pending = [instruction]
      while let instruction = pending.popLast() {
        guard seen[instruction] != generation else { continue }
        seen[instruction] = generation
        switch program[instruction] {
        case .jump(let target): pending.append(target)
        case .split(let preferred, let other):
          pending.append(other)
          pending.append(preferred)
        case .assertion(let assertion):
          if holds(assertion, at: position) { pending.append(instruction + 1) }
        case .scalars, .match:
          let thread = Thread(instruction: instruction, start: start)
          if next { following.append(thread) } else { current.append(thread) }
        }
      }
    }

    private func holds(_ assertion: RegexNode.Assertion, at position: Int) -> Bool {
      switch assertion {
      case .textStart: position == 0
      case .textEnd: position == text.count
      case .lineStart: position == 0 || text[position - 1] == "\n"
      case .lineEnd: position == text.count || text[position] == "\n"
      case .wordBoundary: isWord(position - 1) != isWord(position)
      case .notWordBoundary: isWord(position - 1) == isWord(position)
      }
    }

    private func isWord(_ position: Int) -> Bool {
      guard text.indices.contains(position) else { return false }
      let value = text[position].value
      return ScalarSet.words.contains { $0.contains(value) }
    }
  }
}
