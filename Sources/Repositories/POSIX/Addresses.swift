internal import Dispatch
internal import Glibc
internal import Synchronization

/// The name service of the system.
package enum Addresses {
  /// In seconds: a name server that does not answer is none.
  private static let patience = 5

  /// Every address of a host, as 4 or 16 bytes; none for a name that leads nowhere.
  package static func of(_ host: String) -> [[UInt8]] {
    let slot = Slot()
    let done = DispatchSemaphore(value: 0)
    DispatchQueue(label: "credlint.names").async {
      let addresses = lookUp(host)
      slot.set(addresses)
      done.signal()
    }
    guard done.wait(timeout: .now() + .seconds(patience)) == .success else { return [] }
    return slot.get()
  }

  /// Outlives a look-up that nobody waits for any more.
  private final class Slot: Sendable {
    private let value = Mutex<[[UInt8]]>([])
    func set(_ addresses: [[UInt8]]) { value.withLock { $0 = addresses } }
    func get() -> [[UInt8]] { value.withLock { $0 } }
  }

  private static func lookUp(_ host: String) -> [[UInt8]] {
    let name =
      host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
    defer { unsafe freeaddrinfo(list) }
    var result: [[UInt8]] = []
    var next = unsafe list
    while let entry = unsafe next {
      if let bytes = unsafe bytes(of: entry.pointee), !result.contains(bytes) {
        result.append(bytes)
      }
      unsafe next = entry.pointee.ai_next
    }
    return result
  }

  private static func bytes(of entry: addrinfo) -> [UInt8]? {
    guard let address = unsafe entry.ai_addr else { return nil }
    switch unsafe entry.ai_family {
    case AF_INET:
      return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
        unsafe withUnsafeBytes(of: pointer.pointee.sin_addr) { unsafe Array($0) }
      }
    case AF_INET6:
      return unsafe address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        unsafe withUnsafeBytes(of: pointer.pointee.sin6_addr) { unsafe Array($0) }
      }
    default: return nil
    }
  }
}
