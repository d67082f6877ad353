internal import YAMLTree
internal import Credentials

/// What the variables of a script hold, as far as its text tells.
struct ShellVariables {
  /// Text that a variable was given.
  private struct Value {
    /// With what is substituted in it as `${NAME}`.
    let pattern: String
    let place: Place
    /// Given twice, with different text: which counts cannot be told.
    var isAmbiguous = false
  }

  private var sources: [String: [String]] = [:]
  private var values: [String: Value] = [:]

  /// - Parameter variables: those that the value was made of, and what prints it.
  mutating func assign(_ variables: [String], to name: String) {
    sources[name] = variables.filter { $0 != name }
  }

  /// - Parameter pattern: the text, with what is substituted in it as `${NAME}`.
  mutating func assign(_ pattern: String, at place: Place, to name: String) {
    guard pattern.utf8.count <= Self.longestValue else {
      values[name] = nil
      return
    }
    var value = Value(pattern: pattern, place: place)
    if let old = values[name], old.place != place { value.isAmbiguous = old.pattern != pattern }
    values[name] = value
  }

  /// Files that were written, as variables of their own.
  var files: [String] { sources.keys.filter(WrittenFile.isFile).sorted() }

  /// What each variable was made of, as far as it was given a value.
  var origins: [String: [String]] {
    sources.keys.reduce(into: [:]) { $0[$1] = resolving([$1]) }
  }

  /// Somebody gave it a value here, so that it is not the platform's own.
  func isAssigned(_ name: String) -> Bool { values[name] != nil }

  /// Takes over what files hold, and no variable.
  mutating func keepFiles(of other: ShellVariables) {
    for (name, value) in other.sources where WrittenFile.isFile(name) { sources[name] = value }
  }

  /// The variables and all that they come from, each once.
  func resolving(_ variables: [String]) -> [String] {
    var result = variables
    var index = 0
    while index < result.count {
      for source in sources[result[index]] ?? [] where !result.contains(source) {
        result.append(source)
      }
      index += 1
    }
    return result
  }

  /// What a word comes to: variables of known text are replaced. A word that is one variable stands
  /// where that was given its value.
  func resolve(_ pattern: String, at place: Place) -> (text: String, place: Place) {
    guard pattern.utf8.contains(UInt8(ascii: "$")) else { return (pattern, place) }
    let pattern = Self.inBraces(pattern)
    if let name = Self.wholeVariable(pattern), let value = known(name) {
      return resolveOnce(value.pattern, at: value.place)
    }
    return resolveOnce(pattern, at: place)
  }

  /// Variables inside of a text, where each is known text without further ones.
  private func resolveOnce(_ pattern: String, at place: Place) -> (text: String, place: Place) {
    var result = ""
    var rest = pattern[...]
    while let start = rest.firstRange(of: "${") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
      let name = String(rest[start.upperBound..<end])
      let value = known(name).flatMap { Placeholder.isTemplate($0.pattern) ? nil : $0.pattern }
      result += value ?? String(rest[start.lowerBound...end])
      rest = rest[rest.index(after: end)...]
      guard result.utf8.count <= Self.longestValue else { return (pattern, place) }
    }
    return (result + rest, place)
  }

  private func known(_ name: String) -> Value? {
    values[name].flatMap { $0.isAmbiguous ? nil : $0 }
  }

  /// `$[[NAME]]`, which make fills in, as `${NAME}`.
  private static func inBraces(_ pattern: String) -> String {
    var result = ""
    var rest = pattern[...]
    while let start = rest.firstRange(of: "$[[") {
      let inner = rest[start.upperBound...].prefix { $0 != "]" }
      guard !inner.isEmpty, inner.utf8.allSatisfy(Substitutions.isNameByte),
        rest[inner.endIndex...].hasPrefix("]]")
      else { break }
      result += rest[..<start.lowerBound] + "${" + inner + "}"
      rest = rest[rest.index(inner.endIndex, offsetBy: 2)...]
    }
    return result + rest
  }

  private static func wholeVariable(_ pattern: String) -> String? {
    guard pattern.hasPrefix("${"), pattern.hasSuffix("}") else { return nil }
    let name = pattern.dropFirst(2).dropLast()
    return name.utf8.allSatisfy(Substitutions.isNameByte) ? String(name) : nil
  }

  /// Bytes of a value that is followed: what is longer is no name, host or user.
  private static let longestValue = 20_000
}

/// What the functions of a script are called with.
struct FunctionCalls {
  /// By function: the variables of each argument, from the first.
  private var arguments: [String: [[String]]] = [:]
  private static let maximumArguments = 9
  /// Of one argument in all calls together.
  private static let maximumVariables = 50

  /// A body stands before its calls and is read with all of them.
  init(_ shells: [ShellCommand], _ known: ShellVariables) {
    let functions = Set(shells.lazy.map(\.function).filter { !$0.isEmpty })
    guard !functions.isEmpty else { return }
    var variables = known
    for shell in shells {
      for (name, value) in shell.assignments { variables.assign(value.variables, to: name) }
      guard let name = shell.words.first?.text, functions.contains(name) else { continue }
      for (index, word) in shell.words.dropFirst().prefix(Self.maximumArguments).enumerated() {
        var own = arguments[name] ?? []
        if own.count <= index { own.append([]) }
        for variable in variables.resolving(word.variables)
        where own[index].count < Self.maximumVariables && !own[index].contains(variable) {
          own[index].append(variable)
        }
        arguments[name] = own
      }
    }
  }

  /// Makes `$1` and those after it what they are in the function; outside they are the script's.
  func enter(_ function: String, _ variables: inout ShellVariables) {
    guard !arguments.isEmpty else { return }
    let own = arguments[function] ?? []
    for index in 0..<Self.maximumArguments {
      variables.assign(index < own.count ? own[index] : [], to: String(index + 1))
    }
  }
}
