/// Keys of the API that are understood and do nothing yet: set to something that would matter, they give a warning.
enum Unimplemented {
  static let ofDistribution = [
    "PriceClass",
    "ContinuousDeploymentPolicyId", "Staging", "AnycastIpListId", "TenantConfig", "ConnectionMode",
    "ViewerMtlsConfig", "ConnectionFunctionAssociation",
  ]
  static let ofBehavior = [
    "TrustedSigners", "SmoothStreaming", "LambdaFunctionAssociations",
    "FunctionAssociations", "FieldLevelEncryptionId", "RealtimeLogConfigArn", "GrpcConfig",
  ]
  static let ofOrigin = [
    "S3OriginConfig", "VpcOriginConfig", "OriginAccessControlId",
  ]

  /// Values that are the default and ask for nothing, where ``ConfigurationNode/asksForSomething`` cannot know.
  private static let defaults = ["PriceClass_All", "None", "direct"]

  static func warn(_ map: ConfigurationMap, _ keys: [String]) {
    for key in keys {
      guard let node = map[key], node.asksForSomething else { continue }
      if let text = node.scalarText, defaults.contains(text) { continue }
      if key == "S3OriginConfig", !node.asksFor("OriginAccessIdentity") { continue }
      node.warning("\(key) is not implemented yet and has no effect")
    }
  }
}
