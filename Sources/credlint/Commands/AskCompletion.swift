internal import Encodings
internal import Questions
internal import Rules

/// What a shell offers behind `credlint ask`.
enum AskCompletion {
  /// - Parameters:
  ///   - words: the whole line.
  ///   - index: of the word that is completed.
  static func candidates(in words: [String], at index: Int) -> [String] {
    guard let ask = words.firstIndex(of: "ask"), ask < index else { return [] }
    let before = words[(ask + 1)..<min(index, words.count)].filter { !$0.hasPrefix("-") }
    guard let question = before.first else {
      return AskedQuestion.forms.compactMap { $0.split(separator: " ").first.map(String.init) }
    }
    if question == "who-can", before.count == 1 {
      return AccessQuestions.Deed.allCases.map(\.rawValue)
    }
    return question == "expires" ? [] : names()
  }

  /// Of this repository: those that a shell can take as they are. It hears no complaint.
  private static func names() -> [String] {
    let pipeline = ScanPipeline(request: ScanRequest())
    guard let scan = try? pipeline.run(choose: { $0.withoutRules }) else {
      return []
    }
    return AccessQuestions(scan.world).names.filter { name in
      name.utf8.allSatisfy { $0.isLetter || $0.isDigit || marks.contains($0) }
    }
  }

  private static let marks = ByteSet("/.-_")
}
