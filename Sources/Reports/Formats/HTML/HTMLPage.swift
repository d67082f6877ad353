/// What every page begins with: nothing of it is fetched from anywhere.
enum HTMLPage {
  /// Up to the end of the head.
  ///
  /// - Parameters:
  ///   - title: as markup.
  ///   - styles: ours.
  static func head(title: String, styles: [String], runsScript: Bool) -> String {
    let script = runsScript ? " script-src 'unsafe-inline';" : ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src 'unsafe-inline';\(script) base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>
      \(styles.joined(separator: "\n"))
      </style>
      </head>
      """
  }
}
