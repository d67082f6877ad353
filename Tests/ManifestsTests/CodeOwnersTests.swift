import Testing

@testable import Manifests

@Suite struct CodeOwnersTests {
  private static let github = CodeOwners(
    """
    # everything
    *            @acme/everybody
    *.yaml       @acme/platform  # manifests
    /apps/       @acme/apps
    apps/shop    @acme/shop ann@example.com
    /apps/free
    docs/*       @acme/docs
    with\\ blank/  @acme/blank
    !apps/shop/x.yaml @acme/none
    """)

  @Test(arguments: [
    ("README", ["@acme/everybody"]),
    ("clusters/prod/a.yaml", ["@acme/platform"]),
    // The last line that fits decides, however particular an earlier one is.
    ("apps/a.yaml", ["@acme/apps"]),
    ("old/apps/a.md", ["@acme/everybody"]),
    ("apps/shop/deep/x.yaml", ["@acme/shop", "ann@example.com"]),
    // A line without owners takes them away.
    ("apps/free/x.yaml", []),
    ("docs/a.md", ["@acme/docs"]), ("docs/deep/a.md", ["@acme/everybody"]),
    ("with blank/x", ["@acme/blank"]),
  ])
  func theLastLineDecides(_ path: String, _ owners: [String]) {
    #expect(Self.github.owners(of: path) == owners)
  }

  /// Each section of GitLab has a line that decides, and a head that stands in for owners.
  @Test func sectionsAreAskedEach() {
    let owners = CodeOwners(
      """
      * @all
      [Platform] @platform
      *.yaml
      secrets/ @vault
      ^[Docs][2] @docs
      *.md
      """)
    #expect(owners.owners(of: "a.yaml") == ["@all", "@platform"])
    #expect(owners.owners(of: "secrets/a.yaml") == ["@all", "@vault"])
    #expect(owners.owners(of: "a.md") == ["@all", "@docs"])
    #expect(owners.owners(of: "a.txt") == ["@all"])
  }

  @Test func nothingSaysNothing() {
    #expect(CodeOwners("").isEmpty)
    #expect(CodeOwners("# a comment\n\n").owners(of: "a") == [])
  }
}
