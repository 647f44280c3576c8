import CharacterSynthesis
import Foundation
import TestSupport
import Testing

struct FileDigestTests {
  /// FIPS 180-4's examples and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `the standard's examples have the standard's digests`(text: String, digest: String) throws {
    #expect(try FileDigest.sha256(of: Data(text.utf8)) == digest)
  }

  @Test func `a file has the digest of its bytes, however many pieces it takes`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "file")
      for count in [0, 1, 1 << 18, (1 << 18) + 1, 600_000] {
        let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try data.write(to: path)
        #expect(try FileDigest.sha256(ofFile: path.filePath) == FileDigest.sha256(of: data))
      }
    }
  }

  @Test func `what cannot be read is named`() throws {
    try withTemporaryDirectory { folder in
      let missing = folder.appending(path: "missing.safetensors").filePath
      #expect { try FileDigest.sha256(ofFile: missing) } throws: {
        "\($0)".contains("missing.safetensors")
      }
      #expect(throws: SynthesisError.self) { try FileDigest.sha256(ofFile: folder.filePath) }
    }
  }
}
