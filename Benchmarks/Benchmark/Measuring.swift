import Subprocess
import SystemPackage

/// What one program took.
struct Measurement {
  /// In seconds.
  let wall: Double
  /// In seconds, of all threads, system included.
  let cpu: Double
  /// Resident memory at its highest, in KiB.
  let peak: Double
}

/// Runs programs and measures them.
struct Measuring {
  enum Failure: Error { case ended(command: [String]) }

  /// The program that runs others and asks the kernel what they took.
  let loop: String
  let runs: Int

  /// The medians of each command; they run by turns.
  func measure(_ commands: [[String]]) async throws -> [Measurement] {
    var all = commands.map { _ in [Measurement]() }
    for _ in 0..<runs {
      for (index, command) in commands.enumerated() {
        all[index].append(try await measure(command))
      }
    }
    return all.map { measured in
      Measurement(
        wall: Self.median(measured.map(\.wall)), cpu: Self.median(measured.map(\.cpu)),
        peak: Self.median(measured.map(\.peak)))
    }
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func measure(_ command: [String]) async throws -> Measurement {
    let result = try await Subprocess.run(
      .path(FilePath(loop)), arguments: Arguments(["run"] + command),
      output: .string(limit: 4_096), error: .discarded)
    let numbers = result.standardOutput.split { $0 == " " || $0 == "\n" }
      .compactMap { Double($0) }
    guard result.terminationStatus.isSuccess, numbers.count == 3 else {
      throw Failure.ended(command: command)
    }
    return Measurement(wall: numbers[0], cpu: numbers[1], peak: numbers[2])
  }

  /// Instructions of each command; nil where valgrind is not there, or does not run it.
  func countInstructions(of commands: [[String]]) async throws -> [Int]? {
    var counts: [Int] = []
    for command in commands {
      let arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null"] + command
      let result = try? await Subprocess.run(
        .name("valgrind"), arguments: Arguments(arguments),
        output: .discarded, error: .string(limit: 1 << 20))
      let line = (result?.standardError ?? "").split(separator: "\n").first {
        $0.contains("Collected :")
      }
      guard let count = line?.split(separator: " ").last.flatMap({ Int($0) }) else { return nil }
      counts.append(count)
    }
    return counts
  }
}
