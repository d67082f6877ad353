import Foundation
import Graph
import Manifests
import TestSupport
import Testing
import YAMLTree

/// What `kubectl kustomize` makes of an overlay, and what the graph derives from its files.
private struct KustomizeCase: Decodable {
  /// The folder of the repository.
  let repository: String
  /// The overlay, relative to it; `.` for the root.
  let overlay: String
  /// Kind, namespace and name of each object.
  let objects: [[String]]

  var root: String { overlay == "." ? "" : overlay }
}

/// One object as both sides name it.
private struct NamedObject: Hashable, CustomStringConvertible {
  let kind: String
  let namespace: String
  let name: String

  var description: String { "\(kind)/\(namespace)/\(name)" }
}

@Suite struct KustomizeTests {
  /// Kinds of which a file can be the only source; generated ConfigMaps are no resources.
  private static let kinds: Set<String> = [
    "Secret", "ServiceAccount", "Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob",
    "ReplicaSet", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ExternalSecret",
    "SealedSecret", "TaskRun", "PipelineRun", "Task", "Pipeline",
  ]

  private static func graph(of repository: String) throws -> ResourceGraph {
    let files = FileManager.default
    var contents: [FileContent] = []
    var options = ManifestReader.Options()
    options.load = { path in
      FileManager.default.contents(atPath: repository + "/" + path).map {
        SourceFile(path: path, bytes: Array($0))
      }
    }
    options.isChart = { folder in
      FileManager.default.fileExists(atPath: repository + "/" + folder + "/Chart.yaml")
    }
    for path in try files.subpathsOfDirectory(atPath: repository)
    where !path.hasPrefix(".git/")
      && [".yaml", ".yml", "Kustomization"].contains(where: path.hasSuffix)
    {
      guard let data = files.contents(atPath: repository + "/" + path),
        case .text(let source) = DecodedText.decode(path: path, bytes: Array(data))
      else { continue }
      let content = ManifestReader.read(InputFile(source: source), options: options)
      // Who applies an overlay changes it once more.
      if content.resources.allSatisfy({ $0.role != .application }) { contents.append(content) }
    }
    return ResourceGraph(contents)
  }

  private static func derived(_ graph: ResourceGraph, root: String) -> Set<NamedObject> {
    var result = Set<NamedObject>()
    func add(_ kind: String, _ instances: [Instance]) {
      guard kinds.contains(kind) else { return }
      for instance in instances where instance.root == root && !instance.name.isEmpty {
        let isCluster = kind.hasPrefix("Cluster")
        result.insert(
          NamedObject(
            kind: kind, namespace: isCluster ? "" : instance.namespace ?? "", name: instance.name))
      }
    }
    for resource in graph.resources { add(resource.kind, graph.instances(of: resource)) }
    for secret in graph.secrets where secret.origin == .generator {
      add("Secret", graph.instances(of: secret))
    }
    return result
  }

  private static func expected(_ kase: KustomizeCase, hashes: Set<String>) -> Set<NamedObject> {
    Set(
      kase.objects.filter { kinds.contains($0[0]) }.map { object in
        // `-` and ten characters of a hash end the name of what a generator makes.
        let bare = String(object[2].dropLast(11))
        let isHashed = object[0] == "Secret" && hashes.contains(bare)
        return NamedObject(
          kind: object[0], namespace: object[0].hasPrefix("Cluster") ? "" : object[1],
          name: isHashed ? bare : object[2])
      })
  }

  private static func differences(_ kase: KustomizeCase, _ graph: ResourceGraph) -> [String] {
    let derived = derived(graph, root: kase.root)
    let expected = expected(kase, hashes: Set(derived.map(\.name)))
    return expected.subtracting(derived).map { "misses \($0)" }.sorted()
      + derived.subtracting(expected).map { "invents \($0)" }.sorted()
  }

  @Test func recordedOverlaysAreDerived() throws {
    let folder = Repository.path("fixtures/kustomize")
    let data = try #require(FileManager.default.contents(atPath: folder + "/recorded.json"))
    let cases = try JSONDecoder().decode([KustomizeCase].self, from: data)
    let graph = try Self.graph(of: folder)
    #expect(cases.count >= 7)
    for kase in cases {
      #expect(Self.differences(kase, graph) == [], "\(kase.overlay)")
      #expect(!kase.objects.isEmpty)
    }
  }

  /// Overlays of real repositories, where `KUSTOMIZE_CASES` names their record.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["KUSTOMIZE_CASES"] != nil))
  func realOverlaysAreDerived() throws {
    let path = try #require(ProcessInfo.processInfo.environment["KUSTOMIZE_CASES"])
    let data = try #require(FileManager.default.contents(atPath: path))
    let cases = try JSONDecoder().decode([KustomizeCase].self, from: data)
    var (equal, compared) = (0, 0)
    for (repository, cases) in Dictionary(grouping: cases, by: \.repository) {
      let graph = try Self.graph(of: repository)
      for kase in cases where kase.objects.contains(where: { Self.kinds.contains($0[0]) }) {
        compared += 1
        let differences = Self.differences(kase, graph)
        if differences.isEmpty { equal += 1 } else { print(repository, kase.overlay, differences) }
      }
    }
    print("kustomize: \(equal) of \(compared) overlays are derived as kubectl builds them")
    #expect(compared >= 20)
    #expect(equal * 100 >= compared * 95)
  }
}
