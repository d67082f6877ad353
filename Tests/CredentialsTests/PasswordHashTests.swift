import Credentials
import Testing

@Suite struct PasswordHashTests {
  private static let tail = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./"

  private static func filler(_ count: Int) -> String {
    String((tail + tail).prefix(count))
  }

  @Test(arguments: [
    ("$2y$05$" + filler(53), "bcrypt of cost 5", true),
    ("$2b$09$" + filler(53), "bcrypt of cost 9", true),
    ("$2a$10$" + filler(53), "bcrypt of cost 10", false),
    ("$apr1$salt$" + filler(22), "Apache's MD5", true),
    ("$1$salt$" + filler(22), "MD5", true),
    ("{SHA}" + filler(27) + "=", "SHA-1", true),
    ("{SSHA}" + filler(32), "salted SHA-1", true),
    ("$5$salt$" + filler(43), "SHA-256", false),
    ("$6$rounds=656000$salt$" + filler(86), "SHA-512", false),
    ("$y$j9T$salt$" + filler(43), "yescrypt", false),
    ("$$apr1$$salt$$" + filler(22), "Apache's MD5", true),
  ])
  func formsAreRead(_ text: String, _ described: String, _ isWeak: Bool) throws {
    for (front, back) in [("", ""), ("ann:", "\nbob"), ("'", "'"), ("ann:", ":1:0::")] {
      let bytes = Array((front + text + back).utf8)
      #expect(PasswordHash.marks.contains { text.contains($0) })
      let found = PasswordHash.all(in: bytes)
      let hash = try #require(found.first)
      #expect(found.count == 1)
      #expect(hash.described == described)
      #expect(hash.isWeak == isWeak)
      #expect(String(decoding: bytes[hash.range], as: UTF8.self) == text)
    }
  }

  /// A byte too many or too few, a cost that nothing has, and what a shell or a template writes.
  @Test(arguments: [
    "$2y$05$" + filler(52), "$2y$05$" + filler(54), "$2y$99$" + filler(53), "$2y$5$" + filler(53),
    "$2c$10$" + filler(53), "$apr1$salt$" + filler(21), "$apr1$" + filler(9) + "$" + filler(22),
    "$1$$" + filler(22), "$1$salt", "$5$salt$" + filler(42), "{SHA}" + filler(30), "{SHA}",
    "{SSHA}" + filler(12), "$1$2$3 $5 $6 $y $a ${apr1} {S}", "${{ secrets.SHA }}", "$", "{S", "$$",
    "$2a$10$" + filler(20) + "\n" + filler(33),
  ])
  func othersAreNone(_ text: String) {
    #expect(PasswordHash.all(in: Array(text.utf8)).isEmpty)
  }

  @Test func eachIsFoundOnce() {
    let text = "a:$1$s$" + Self.filler(22) + "\nb:$apr1$s$" + Self.filler(22) + "\n"
    #expect(PasswordHash.all(in: Array(text.utf8)).map(\.scheme) == [.md5, .apache])
  }
}
