internal import CCrypto
public import Foundation

/// The SHA-256 of bytes or of a file (FIPS 180-4): what a manifest or a lock calls its inputs by.
public enum FileDigest {
  /// The digest of bytes, as 64 lowercase hexadecimal digits.
  public static func sha256(of data: Data) throws -> String {
    let hash = try SHA256State()
    try data.withUnsafeBytes { try hash.update($0) }
    return try hash.finish()
  }

  /// The digest of a file, read a piece at a time, as 64 lowercase hexadecimal digits.
  ///
  /// - Throws: `SynthesisError` `missingInput`, naming the file.
  public static func sha256(ofFile path: String) throws -> String {
    guard let file = fopen(path, "rb") else { throw unreadable(path) }
    defer { fclose(file) }
    let hash = try SHA256State()
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = fread(piece.baseAddress, 1, piece.count, file)
      try hash.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      guard count == piece.count else { break }
    }
    guard ferror(file) == 0 else { throw unreadable(path) }
    return try hash.finish()
  }

  private static func unreadable(_ path: String) -> SynthesisError {
    let reason = String(cString: strerror(errno))
    return SynthesisError(.missingInput, "\(path): it cannot be read: \(reason).")
  }
}

/// OpenSSL's hash in progress.
private struct SHA256State: ~Copyable {
  private let context: OpaquePointer

  init() throws(SynthesisError) {
    guard let context = EVP_MD_CTX_new() else {
      throw SynthesisError(.badInput, "OpenSSL has no memory for a hash.")
    }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw SynthesisError(.badInput, "This OpenSSL has no SHA-256.")
    }
    self.context = context
  }

  func update(_ bytes: UnsafeRawBufferPointer) throws(SynthesisError) {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw SynthesisError(.badInput, "OpenSSL cannot hash \(bytes.count) bytes.")
    }
  }

  func finish() throws(SynthesisError) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &digest, &count) == 1 else {
      throw SynthesisError(.badInput, "OpenSSL cannot finish the hash.")
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest[..<Int(count)].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  deinit { EVP_MD_CTX_free(context) }
}
