/// Keys that their own vendor shows to everybody, known by a number that does not give them away.
enum PublishedKeys {
  /// Of the Google API keys in firebase/firebase-android-sdk, as gitleaks lists them
  /// (`cmd/generate/config/rules/gcp.go`).
  private static let google: Set<UInt64> = [
    0x3EDC_E020_2711_0218, 0xC800_BF21_00A2_1C67, 0x6ACB_D824_BD32_BBD4, 0x29A3_36C7_244F_48DD,
    0x08B5_4596_2ADC_7D8B, 0xE766_6DBB_286C_6C2E, 0x99B2_7263_46A1_E92A, 0x1211_3C2E_6979_F447,
    0x8288_18F8_3325_7868, 0x6835_E0F2_8883_2A40, 0x816C_D10F_DB11_EAD0, 0xADBD_04E3_FE1B_6D49,
    0xDB94_22F1_DD33_2DCC, 0x515C_B771_A423_8032, 0xE754_678E_A2B1_4EF1, 0xC73F_1E61_952E_6987,
    0x294C_63F8_344D_5DF1,
  ]

  /// By their length in bytes: the key of the search in Yarn's documentation, which every copy of Yarn
  /// has (yarnpkg/berry issue 6201), and those of Azure's emulators of storage and of Cosmos DB
  /// (learn.microsoft.com, "Connect to Azurite", "Develop locally using the emulator").
  private static let others: [Int: Set<UInt64>] = [
    32: [0xD8E1_3CDE_D253_33C6], 88: [0x3F9D_1C99_6E62_0B67, 0x9F19_20C6_CD48_4714],
  ]

  static func contain(_ text: String) -> Bool {
    others[text.utf8.count]?.contains(number(of: text)) == true
  }

  static func contain(_ kind: CredentialKind, _ text: String) -> Bool {
    kind.known == .googleAPIKey && google.contains(number(of: text))
  }

  /// FNV-1a of 64 bits.
  static func number(of text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
