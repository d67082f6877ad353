internal import Repositories

extension System {
  static func write(_ text: String) { _ = write(text, to: 1) }
  static func writeError(_ text: String) { _ = write(text, to: 2) }
}
