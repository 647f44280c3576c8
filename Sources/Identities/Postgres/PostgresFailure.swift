#if Postgres
  internal import CPostgres

  /// What the server complained about.
  struct PostgresFailure: Error {
    /// Five characters, PostgreSQL's appendix A.
    let state: String
    let message: String

    init(result: OpaquePointer, connection: OpaquePointer) {
      let field = PQresultErrorField(result, Int32(UInt8(ascii: "C")))
      let text = PQresultErrorField(result, Int32(UInt8(ascii: "M")))
      state = field.map { String(cString: $0) } ?? "08006"
      message =
        text.map { String(cString: $0) } ?? Self.line(String(cString: PQerrorMessage(connection)))
    }

    init(connection: OpaquePointer, state: String) {
      self.state = state
      message = Self.line(String(cString: PQerrorMessage(connection)))
    }

    /// libpq's messages end in a line feed and may have several lines; none holds a password.
    private static func line(_ text: String) -> String {
      text.split(separator: "\n").joined(separator: "; ")
    }
  }

  extension IdentityError {
    /// What a server complained about, in a user's words.
    init(postgres error: any Error, store: String) {
      guard let error = error as? PostgresFailure else {
        self.init(error, store: store)
        return
      }
      let said = error.message
      switch error.state {
      case "55P03", "57014", "40001", "40P01":
        self.init(.busy, "\(store): another program is writing to it; try again in a moment.")
      case "53100":
        self.init(.cannotWrite, "\(store): the server's disk is full; nothing was changed.")
      case "25006", "42501":
        self.init(
          .cannotWrite,
          "\(store): the server does not let this user write (\(said)); nothing was changed.")
      case let state where state.hasPrefix("08") || state.hasPrefix("57P") || state.hasPrefix("28"):
        self.init(.missing, "\(store): the server cannot be used: \(said)")
      case let state where state.hasPrefix("23"):
        self.init(.conflict, "\(store): \(said)")
      default:
        self.init(.damaged, "\(store): \(said) (SQLSTATE \(error.state))")
      }
    }
  }
#endif
