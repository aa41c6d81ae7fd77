import Configuration
import EdgeCache
import EventLoop
import HTTPWire
import Primitives

// An object store over HTTP, a part of what S3 does:
//
//     PUT    /KEY                      a new version; If-Match, If-None-Match: *
//     GET    /KEY, /KEY?versionId=ID   ranges and conditions as with all else here
//     DELETE /KEY                      a delete marker on top; with versionId that version goes for good
//     GET    /?prefix=P&start-after=K&max-keys=N     what there is
//     GET    /?versions&prefix=P&key-marker=K&version-id-marker=ID&max-keys=N     every version

extension BuiltInOriginResponder {
  /// Whether the request is one for the object store; then it is answered. What is not in the store may be among the files.
  func answerFromBucket(_ path: String, _ query: QueryParameters, on connection: HTTPServerConnection) -> Bool
  {
    let method = connection.request.method
    guard server.bucket != nil, let key = path.dropFirst().description.percentDecoded else { return false }
    if key.isEmpty {
      guard method == .get || method == .head, query.names("prefix", "list-type", "versions", "start-after")
      else { return false }
      list(query, on: connection)
      return true
    }
    switch method {
    case .get, .head:
      guard let version = server.bucket?.version(key, query["versionId"]) else {
        guard query["versionId"] != nil else { return false }
        refuse(404, "NoSuchVersion", on: connection)
        return true
      }
      read(version, on: connection)
    case .put: put(key, on: connection)
    case .delete: delete(key, query["versionId"], on: connection)
    default: refuse(405, "MethodNotAllowed", on: connection)
    }
    return true
  }

  private func read(_ version: Bucket.Version, on connection: HTTPServerConnection) {
    guard let body = version.body else {
      return refuse(404, "NoSuchKey", [("x-amz-delete-marker", "true")], on: connection)
    }
    guard matches(version, connection.request) else {
      return refuse(412, "PreconditionFailed", on: connection)
    }
    var head = ResponseHead(status: 200)
    for header in version.headers { head.fields.append(header.name, header.value) }
    head.fields.append("x-amz-version-id", version.id)
    send(
      body, &head, entityTag: version.entityTag, lastModified: version.lastModified.secondsSinceEpoch,
      on: connection)
  }

  private func put(_ key: String, on connection: HTTPServerConnection) {
    guard matches(server.bucket?.current(key), connection.request) else {
      return refuse(412, "PreconditionFailed", on: connection)
    }
    guard let body = takeUpload() else { return refuse(413, "EntityTooLarge", on: connection) }
    do throws(Bucket.Full) {
      let headers = Self.kept(connection.request.fields)
      guard let version = try server.bucket?.put(key, ByteBlock(body), headers, at: server.loop.now) else {
        return
      }
      var head = ResponseHead(status: 200)
      head.fields.append("x-amz-version-id", version.id)
      head.fields.append("ETag", version.entityTag)
      send(ByteBlock([]), &head, entityTag: nil, lastModified: nil, on: connection)
    } catch {
      refuse(507, "the store is full", on: connection)
    }
  }

  private func delete(_ key: String, _ id: String?, on connection: HTTPServerConnection) {
    guard matches(server.bucket?.version(key, id), connection.request) else {
      return refuse(412, "PreconditionFailed", on: connection)
    }
    var head = ResponseHead(status: 204)
    do throws(Bucket.Full) {
      if let id {
        head.fields.append("x-amz-version-id", id)
        if server.bucket?.remove(key, version: id)?.body == nil {
          head.fields.append("x-amz-delete-marker", "true")
        }
      } else if let marker = try server.bucket?.delete(key, at: server.loop.now) {
        head.fields.append("x-amz-version-id", marker.id)
        head.fields.append("x-amz-delete-marker", "true")
      }
      send(ByteBlock([]), &head, entityTag: nil, lastModified: nil, on: connection)
    } catch {
      refuse(507, "the store is full", on: connection)
    }
  }

  // MARK: Conditions

  /// `If-Match` and `If-None-Match: *` (RFC 9110 section 13.1); those of a read that give 304 are judged with the answer.
  private func matches(_ version: Bucket.Version?, _ request: borrowing RequestHead) -> Bool {
    let version = version.flatMap { $0.body == nil ? nil : $0 }
    let isRead = request.method == .get || request.method == .head
    for index in request.fields.indices {
      let tags = { (value: Span<UInt8>) in
        String(decoding: Array(value, value.indices), as: UTF8.self).split(separator: ",").map {
          $0.trimmingPrefix(" ").description
        }
      }
      switch request.fields.known(index) {
      case .ifMatch:
        let listed = tags(request.fields.value(index))
        guard let version, listed.contains("*") || listed.contains(version.entityTag) else { return false }
      case .ifNoneMatch where !isRead:
        let listed = tags(request.fields.value(index))
        if let version, listed.contains("*") || listed.contains(version.entityTag) { return false }
      default: break
      }
    }
    return true
  }

  /// What is stored with an object and comes back with it.
  private static func kept(_ fields: borrowing Fields) -> [Origin.Header] {
    let known = [
      "content-type", "cache-control", "content-disposition", "content-encoding", "content-language",
      "expires",
    ]
    return fields.indices.compactMap { index in
      let (field, value) = (fields.name(index), fields.value(index))
      let name = String(decoding: Array(field, field.indices), as: UTF8.self)
      guard known.contains(name.lowercased()) || name.lowercased().hasPrefix("x-amz-meta-") else {
        return nil
      }
      return Origin.Header(name: name, value: String(decoding: Array(value, value.indices), as: UTF8.self))
    }
  }

  // MARK: Listing

  private func list(_ query: QueryParameters, on connection: HTTPServerConnection) {
    let most = min(
      Limits.listedObjects, max(0, query["max-keys"].flatMap { Int($0) } ?? Limits.listedObjects))
    let allVersions = query["versions"] != nil
    guard
      let listing = server.bucket?.list(
        prefix: query["prefix"] ?? "", after: query["start-after"] ?? query["key-marker"] ?? "",
        marker: query["version-id-marker"], most: most, allVersions: allVersions)
    else { return }
    let kind = allVersions ? "ListVersionsResult" : "ListBucketResult"
    var text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<\(kind)><KeyCount>\(listing.entries.count)</KeyCount>"
    text += "<IsTruncated>\(listing.isTruncated)</IsTruncated>\n"
    for (key, version) in listing.entries {
      let element = !allVersions ? "Contents" : version.body == nil ? "DeleteMarker" : "Version"
      text += "<\(element)><Key>\(Self.xml(key))</Key>"
      if allVersions { text += "<VersionId>\(version.id)</VersionId>" }
      text += "<LastModified>\(version.lastModified.iso8601)</LastModified>"
      if version.body != nil {
        text += "<ETag>\(Self.xml(version.entityTag))</ETag><Size>\(version.size)</Size>"
      }
      text += "</\(element)>\n"
    }
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Type", "application/xml")
    send(ByteBlock((text + "</\(kind)>\n").utf8), &head, entityTag: nil, lastModified: nil, on: connection)
  }

  private func refuse(
    _ status: UInt16, _ code: String, _ fields: [(String, String)] = [], on connection: HTTPServerConnection
  ) {
    var head = ResponseHead(status: status)
    head.fields.append("Content-Type", "application/xml")
    for (name, value) in fields { head.fields.append(name, value) }
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code></Error>\n"
    send(ByteBlock(text.utf8), &head, entityTag: nil, lastModified: nil, on: connection)
  }

  private static func xml(_ text: String) -> String { PageTemplate.escaped(text) }
}
