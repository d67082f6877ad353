package import CEL
package import Checks
internal import Credentials
internal import Graph
internal import Rules

/// What may be shown of a credential, whatever holds it.
extension FoundCredential {
  /// A user name may be shown, unless it is the token itself: beside a password that is a filler, or
  /// by its look.
  package var shownUser: String {
    let isFiller =
      !(kept?.isOpen ?? false)
      && heldValue.reveal { ["", "x", "x-oauth-basic", "unused"].contains($0) }
    let isWord = user.allSatisfy { $0.isLetter || $0.isNumber }
    let looksRandom =
      user.count >= 20 && isWord
      && (user.contains(where: \.isNumber) || user.dropFirst().contains(where: \.isUppercase))
    return isFiller || looksRandom ? Sensitive.redaction : user
  }

  /// When it ends, by its bytes or else by what an annotation declares; nil where neither tells.
  package var end: Timestamp? {
    kept.map(CredentialFacts.end) ?? classification.expires.map { Timestamp(clamped: $0) }
  }
}
