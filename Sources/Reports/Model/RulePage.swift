/// Where the page of a rule is: a file of `credlint rules docs`, below the base that the build or the
/// configuration names.
package enum RulePage {
  /// The id of a rule of the repository may hold anything.
  package static func fileName(_ id: String) -> String {
    String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
      + ".md"
  }

  /// The address of a rule's page; nil without a base.
  static func address(of id: String, below base: String?) -> String? {
    base.map { $0 + ($0.hasSuffix("/") ? "" : "/") + fileName(id) }
  }
}
