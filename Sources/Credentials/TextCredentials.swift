internal import Encodings

/// A credential in a text, and what names it there.
package struct TextCredential: Sendable {
  package let classification: Classification
  /// Byte offsets into the text.
  package let range: Range<Int>
  /// The key in front of it; empty where its form alone tells.
  package let key: String
}

/// Finds the credentials in any text: known kinds by their form, and values behind secret names.
package enum TextCredentials {
  /// Whether a value is a credential because of what names it. A password's name is enough for any
  /// plausible value; under a weaker name it must be random.
  ///
  /// - Parameter isStrict: it must be random in any case, as among tests.
  package static func isCredential(
    _ value: String, named name: String, isStrict: Bool = false
  ) -> Bool {
    if let password = basicPassword(value) {
      return isCredential(password, .password, isStrict)
    }
    let weight = SecretNames.weight(of: name)
    guard weight != .none, Encryption.of(value) == nil else { return false }
    if VendorKinds.kind(of: value, named: name) != nil { return !Placeholder.matches(value) }
    guard !isStructure(value), !isPublicKey(value, named: name) else { return false }
    if UUIDForm.matches(value) {
      return SecretNames.isLogin(name) && UUIDForm.isMadeUp(value) && !PublishedKeys.contain(value)
    }
    if let inner = decoded(value) {
      guard let password = password(ofPair: inner, name) else {
        return isCredential(inner, weight, isStrict)
      }
      return isCredential(password, .password, isStrict)
    }
    return isCredential(value, weight, isStrict)
  }

  private static func isCredential(
    _ value: String, _ weight: SecretNames.Weight, _ isStrict: Bool
  ) -> Bool {
    guard !PublishedKeys.contain(value), !Encryption.looksEncrypted(value) else { return false }
    return weight == .password && !isStrict
      ? Strength.isPlausible(value) && !Strength.isWord(value) && !isReference(value)
        && !Guessable.matches(value)
        || Strength.isRandom(value)
      : Strength.isRandom(value)
  }

  /// Whether a value of a Secret is a password or the like: its key says so and it is plausible, or
  /// it is random.
  package static func isEntry(_ value: String, named name: String) -> Bool {
    guard SecretNames.matches(name) else { return isRandomEntry(value, named: name) }
    return Strength.isPlausible(value, shortest: SecretNames.isPassword(name) ? 6 : 8)
  }

  /// Whether a value of a Secret is one whatever its key is called: random, and not of what everybody
  /// may know.
  package static func isRandomEntry(_ value: String, named name: String) -> Bool {
    !SecretNames.isPublic(name) && Encryption.of(value) == nil && !isStructure(value)
      && !UUIDForm.matches(value) && !Encryption.looksEncrypted(value) && decoded(value) == nil
      && Strength.isRandom(value)
  }

  /// Of a header's value as it is sent: `Basic` and the base64 of user and password.
  private static func basicPassword(_ value: String) -> String? {
    guard value.utf8.first.map({ $0 | 0x20 }) == UInt8(ascii: "b"),
      value.prefix(6).lowercased() == "basic ", let pair = decoded(String(value.dropFirst(6))),
      let colon = pair.firstIndex(of: ":")
    else { return nil }
    return String(pair[pair.index(after: colon)...])
  }

  /// Text that was encoded before it was written down.
  private static func decoded(_ value: String) -> String? { value.decodedText(below: 16_000) }

  /// A credential of a known kind that the whole text is the base64 of.
  private static func encodedCredential(_ text: String) -> Classification? {
    decoded(text).flatMap { TokenScanner.matches(in: $0).first?.classification }
  }

  /// Of `user:password`, as `auth` of a docker config and `_auth` of npm hold it.
  private static func password(ofPair text: String, _ name: String) -> String? {
    guard NameWords.split(name).last == "auth", let colon = text.firstIndex(of: ":") else {
      return nil
    }
    return String(text[text.index(after: colon)...])
  }

  /// As many hexadecimal digits as a hash has: some programs take them for the password itself.
  package static func mayBeHash(_ value: String) -> Bool {
    Strength.hashLengths.contains(value.utf8.count) && value.utf8.allSatisfy(\.isHexDigit)
  }

  /// What a credential is that its name tells.
  static func classification(_ value: String, named name: String) -> Classification {
    let kind = VendorKinds.kind(of: value, named: name) ?? SecretNames.kind(name)
    let isHashToo = kind.id == CredentialKind.password.id && mayBeHash(value)
    return Classification(kind: isHashToo ? .passwordOrHash : kind)
  }

  /// JSON, YAML or a list, of which what is a credential has a name of its own; or what everybody may
  /// know.
  private static func isStructure(_ value: String) -> Bool {
    guard let first = value.utf8.first, !publicKeys.contains(where: value.hasPrefix) else {
      return true
    }
    return "{[".utf8.contains(first)
      || first == UInt8(ascii: "M")
        && (try? Base64.decode(value.utf8)).map(PrivateKey.isPublic)
          == true
  }

  /// A storage's key, to which clients encrypt: 32 bytes in z-base-32 (rspamd
  /// `src/libcryptobox/keypair.c`, `fuzzy_check`).
  private static func isPublicKey(_ value: String, named name: String) -> Bool {
    value.utf8.count == 52 && value.utf8.allSatisfy(zBase32.contains)
      && NameWords.split(name).suffix(2) == ["encryption", "key"]
  }

  private static let zBase32 = ByteSet("ybndrfg8ejkmcpqxot1uwisza345h769")

  /// Keys that are meant for browsers and apps, by their vendors' own forms: PostHog, Stripe, Supabase,
  /// New Relic, LaunchDarkly, Mapbox.
  private static let publicKeys = [
    "phc_", "pk_live_", "pk_test_", "sb_publishable_", "NRJS-", "mob-", "pk.eyJ",
  ]

  /// `redis-password` and `auth.password` say where a password is, and so do the references of
  /// vals, External Secrets, 1Password, Spring and others.
  private static func isReference(_ value: String) -> Bool {
    let lowered = value.lowercased()
    return ["password", "passwd", "secret"].contains(where: lowered.holds)
      || schemes.contains(where: lowered.hasPrefix)
  }

  private static let schemes = [
    "vault:", "ref+", "arn:", "env:", "env.", "file:", "ssm:", "gsm:", "awssm:", "sops:", "!ref",
    "azurekeyvault", "keyvault:", "$", "kms:", "op:",
  ]

  /// All of them in a text.
  ///
  /// - Parameter name: what names the whole text; empty for nothing.
  package static func find(
    in text: String, named name: String, isStrict: Bool = false
  ) -> [TextCredential] {
    let known = TokenScanner.matches(in: text).map {
      TextCredential(classification: $0.classification, range: $0.range, key: "")
    }
    if known.isEmpty, let inner = encodedCredential(text) {
      return [TextCredential(classification: inner, range: 0..<text.utf8.count, key: name)]
    }
    if known.isEmpty, isCredential(text, named: name, isStrict: isStrict) {
      return [
        TextCredential(
          classification: classification(text, named: name), range: 0..<text.utf8.count, key: name)
      ]
    }
    let named = pairs(in: text, isStrict: isStrict).filter { pair in
      !known.contains { $0.range.overlaps(pair.range) }
    }
    return known + named
  }

  /// Values behind names in a text: of lines, of a query and of a connection string, members of JSON,
  /// headers, elements of XML and the words of a `.netrc`.
  package static func pairs(in text: String, isStrict: Bool = false) -> [TextCredential] {
    guard text.utf8.count < 500_000 else { return [] }
    var pairs = TextPairs(text)
    return pairs.all.compactMap { pair in
      let isOne =
        pair.isCertain && !isStrict
        ? Strength.isPlausible(pair.value)
        : isCredential(pair.value, named: pair.name, isStrict: isStrict)
      guard isOne, !pairs.isUsersToo(pair) else { return nil }
      return TextCredential(
        classification: classification(pair.value, named: pair.name), range: pair.range,
        key: pair.name)
    }
  }
}
