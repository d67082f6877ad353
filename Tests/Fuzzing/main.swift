import TestSupport

// libFuzzer as a library: it chooses the inputs, and the environment what reads them.
// Compiled by `.ci/fuzz` alone.

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_silgen_name("getenv")
func environment(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar>?

@_silgen_name("exit")
func exit(_ code: CInt) -> Never

@_silgen_name("abort")
func abort() -> Never

enum Chosen {
  static let target = environment("FUZZ_TARGET").flatMap {
    FuzzTarget(rawValue: String(cString: $0))
  }
}

guard Chosen.target != nil else {
  let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
  print("FUZZ_TARGET names no target: \(names)")
  abort()
}

if let folder = environment("FUZZ_SEEDS") {
  try Chosen.target?.writeSeeds(to: String(cString: folder))
  exit(0)
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
_ = runDriver(&count, &arguments) { data, size in
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  if let problem = Chosen.target?.run(bytes) {
    print("wrong: \(problem)")
    abort()
  }
  return 0
}
