/// Where something lands: what deploys it, and to which environments.
package struct Reach: Sendable, Hashable {
  /// What deploys: an outermost kustomization, an object of Flux or Argo CD, or a job.
  package struct Root: Sendable, Hashable {
    /// The folder, or the file with the object's or the job's name behind `#`.
    package let name: String
    /// Nil where nothing tells.
    package let environment: DeploymentEnvironment?

    fileprivate var order: Int { environment?.order ?? DeploymentEnvironment.unknownOrder }

    /// Those without a known environment are last.
    fileprivate var key: (Int, String, String) {
      (environment == nil ? Int.max : order, environment?.name ?? "", name)
    }
  }

  /// Production first; none where nothing deploys it, and nil where that is not known.
  package let roots: [Root]?

  /// Nothing tells what deploys it, or whether anything does.
  package static let unknown = Reach(roots: nil)
  package static let nowhere = Reach([])

  private init(roots: [Root]?) { self.roots = roots }

  init(_ roots: Set<Root>) { self.roots = roots.sorted { $0.key < $1.key } }

  /// Something is known to deploy it.
  package var isDeployed: Bool { roots?.isEmpty == false }

  package var isInProduction: Bool { roots?.first?.environment?.isProduction == true }

  /// Of two findings of one severity, the one in production comes first, and last the one that
  /// nothing deploys.
  package var order: Int {
    guard let roots else { return DeploymentEnvironment.unknownOrder }
    return roots.map(\.order).min() ?? Int.max
  }

  /// Where any of several things lands.
  package static func union(_ reaches: some Sequence<Reach>) -> Reach {
    let known = reaches.compactMap(\.roots)
    let roots = Set(known.joined())
    // Where one is not known, all of them may land somewhere.
    return roots.isEmpty && known.count < Array(reaches).count ? .unknown : Reach(roots)
  }

  /// `in prod by apps/mi/prod and 2 more; in dev by apps/mi/dev`; empty where nothing is known.
  ///
  /// - Parameter maximum: how many roots are named of each environment.
  package func described(atMost maximum: Int = 1) -> String {
    guard let roots else { return "" }
    guard !roots.isEmpty else { return "by nothing here" }
    var groups: [[Root]] = []
    for root in roots {
      if groups.last?.first?.environment == root.environment, !groups.isEmpty {
        groups[groups.count - 1].append(root)
      } else {
        groups.append([root])
      }
    }
    let shown = groups.prefix(max(maximum, Self.maximumEnvironments))
    let left = groups.count - shown.count
    return shown.map { Self.described($0, atMost: maximum) }.joined(separator: "; ")
      + (left > 0 ? "; and \(left) more environment\(left == 1 ? "" : "s")" : "")
  }

  private static let maximumEnvironments = 4

  /// - Parameter roots: of one environment.
  private static func described(_ roots: [Root], atMost maximum: Int) -> String {
    let place = roots[0].environment.map { "in \($0.name) " } ?? ""
    let left = roots.count - maximum
    return place + "by " + roots.prefix(maximum).map(\.name).joined(separator: ", ")
      + (left > 0 ? " and \(left) more" : "")
  }
}
