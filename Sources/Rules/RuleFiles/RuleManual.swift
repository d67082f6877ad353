internal import Manifests

/// `rules/README.md`: what a rule file may hold, from the table that the loader reads by.
package enum RuleManual {
  package static var text: String {
    let keys = RuleKey.all.map { key in
      "| `\(key.name)` | \(key.shape.rawValue)\(key.isRequired ? ", required" : "") | \(key.doc) |"
    }
    let kinds = ParameterKind.allCases.map { "`\($0.rawValue)` (`\($0.example)`)" }
    let actions = FixRecipe.Action.allCases.map { "`\($0.rawValue)`" }
    let collections = WorldCollection.all.map { "`\($0.name)`" }.joined(separator: ", ")
    return """
      # Rules

      One file is one rule, with one condition, one message and one place; a case that deserves
      another severity or another reader is another rule. The folder is the rule's group. This page
      is made from the loader's own table, and a test keeps it so.

      ```yaml
      \(example("unowned-secret"))```

      | key | form | meaning |
      |---|---|---|
      \(keys.joined(separator: "\n"))

      **Expressions** are [CEL](https://github.com/google/cel-spec). `credlint facts` lists what they
      see, with types; a field that is not there, a misspelt name or a wrong type is told when the
      rule loads, with its place. An absent value reads as the default of its type, and `has()` tells
      the difference. `now`, `targets` and `params` are there in every rule. A flow list
      (`where: [a, b]`) is refused, because it splits at the commas of calls; an expression that
      starts with `!`, `*`, `{` or `[` needs quotes.

      **The rest of the repository** is there too, to look up: \(collections) are values of every
      expression, with `named('x')`, `named('x', namespace)`, `labelled(selector)` and `ofKind('x')`,
      and `namespaces['x']`; `repository` holds what is so of all of it. A later clause of `for` may
      range over what a look-up gives:

      ```yaml
      for:
        - secret in Secret
        - ns in namespaces.named(secret.namespace)
      ```

      A look-up takes as long as what it finds; a loop over all of a kind, for every row, is refused,
      with the look-up to write instead. Where a namespace is not known, it matches any.

      **A row** of `for` is a finding when every `where` holds, no `unless` holds, and `require` is
      false. An expression that fails ends the run with 2: a rule that could not judge is no pass. So
      an index such as `secret.keys[0]` is refused unless a condition, such as `secret.keys.size() > 0`,
      says that the element is there. Where a template's expression may add what is missing, asking for
      it has no answer, and the row is passed over.

      **Messages** hold `${expression}` parts. What came from secret material prints as `‹redacted›`,
      whatever was done to it, and a fact as a whole is refused.

      **Parameters** are \(kinds.joined(separator: ", ")).

      **Fixes** are made of \(actions.joined(separator: ", ")) edits. `safe` is for what can only
      become what was evidently meant; everything else is `unsafe`.

      ## Prove it

      `fixtures/<rule-id>/` holds manifests in which `# expect: <rule-id>` marks the lines that must
      be reported, and every other line must stay silent; see `fixtures/README.md`. A rule has at
      least one hit, one near miss, and one row that `require` lets pass.

      ```sh
      credlint rules new acme.unowned-secret           # a rule of your own, to start with
      credlint rules eval "secret.type" deploy/        # what an expression says of real files
      credlint rules check --rules policies/           # every mistake, with its place
      credlint rules test <rule-id> --mutate           # weakens each clause: a fixture must notice
      credlint rules import policy.yaml                # from a ValidatingAdmissionPolicy
      credlint rules schema > rule.json                # for an editor that checks YAML
      ```

      """
  }

  /// A rule to start with.
  package static func example(_ id: String) -> String {
    """
    id: \(id)
    title: Secret without an owner
    severity: medium
    why: Nobody knows whom to ask before a credential is rotated.
    remedy: Add the label team.
    for: secret in Secret
    unless:
      - secret.encrypted
    require: "'team' in secret.labels"
    message: ${secret.describe} has no label 'team'
    at: secret.labels

    """
  }
}
