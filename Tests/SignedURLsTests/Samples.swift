/// Keys, policies and signatures made with the openssl command (3.0): `openssl dgst -sha1 -sign key.pem policy.json`.
enum Samples {
  static let url = "https://www.example.com/private/a.html?size=large"
  static let expires: Int64 = 1_767_290_400

  /// SubjectPublicKeyInfo, base64.
  static let rsaPublicKey =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvkm6-3BKNm7sbN~OF00XXjMQFmZCaARHPONYCfkSuXn2kKWvtAdU6wjq"
    + "SZqusRSGgklh0AFgYwEltiyNF~~6znSUdr9q2TURawM0BCjBbIbO8TTJx78MjSAplOhwBDqCxHVj2pKxv2lo0NZrFycTFrv4kWZ5"
    + "gRtUviUlomhpYkeEKR9ZWuIWhOofR-sgjJlWQXvmae3bq703VhI3OlEVZwTXBTWA0gvj0TJNUvaUohHav7LRadxGR-5JbWi6gaGo"
    + "mtniwzHhwbXuYwAxA-3yA45NkfAkpyk-FG9dbo5LXfLTyYxy08aCDAXryXBDS-rcTXzKVdgseAG5N9BDfNf3owIDAQAB"

  /// SubjectPublicKeyInfo, base64.
  static let ecPublicKey =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfJJ~SYOcPb81ugpqBYW7GnhU4ErzJ3GnyUqLU~tyO~v3OwThU5JzScvqHIi2HyZQ"
    + "Ghm5yzY9d2~7SgcU2vYaYw__"

  static let customPolicy =
    "ewogICJTdGF0ZW1lbnQiOiBbewogICAgIlJlc291cmNlIjogImh0dHAqOi8vd3d3LmV4YW1wbGUuY29tL3ByaXZhdGUvKiIsCiAg"
    + "ICAiQ29uZGl0aW9uIjogewogICAgICAiSXBBZGRyZXNzIjogeyJBV1M6U291cmNlSXAiOiAiMTkyLjAuMi4wLzI0In0sCiAgICAg"
    + "ICJEYXRlR3JlYXRlclRoYW4iOiB7IkFXUzpFcG9jaFRpbWUiOiAxNzY3MjAwMDAwfSwKICAgICAgIkRhdGVMZXNzVGhhbiI6IHsi"
    + "QVdTOkVwb2NoVGltZSI6IDE3NjcyOTA0MDB9CiAgICB9CiAgfV0KfQo_"

  static let rsaCannedSHA1 =
    "UA6Bbqb8PI~qAuTSOr6HKHnAkV4InFG6eZOphrTZt5yz7pSjib7SEv0~w6dr0QM4X9OLC7ku6ZTsHZDoB~tydaaY~kRfi4xGsMxG"
    + "eAGRz-Cq2LtCXRfYMyrBA4lU6OwasnBsCoxUViSK45hp~49Bcx8KtYkOeZ4InqWO5kscjPJ53tsDMl7w8DURBUVN7wvyK7eztM3~"
    + "jmiI6nweCwxO0XTDvjSIo5ZKeVNVflF0ssfbS0-jlZisjmacTpcBrm~-Mmtj1g~DMgBUQqCAZyjfHBJ4ParwjqgG-RPl19RrAYON"
    + "8FmHBdeSNfVvkkL8tpFCxrpMxHy48zGzEaR8F1AICA__"

  static let rsaCannedSHA256 =
    "N6Vnb~jDBuzIZu5O-RXTC~UB9MRF8O6ntBXJJuE-azmoLUd2BlbQ1BIY0YCQ7Ju~GGGr4T-0DG0xkijdi-YYDFaeumBq1uebmFrO"
    + "xi2cX6~Fb-SK0r6sJ4kK8dCf9vileISh8ijTeh2S1ESkzKFN0-TFq9VaK71fUOSi5vq~y1CrCDkwwVe0ZLCHwlDaZ2ZMqaA2rtfR"
    + "rbfrUXHqivj6Y6aP0WPLiT5y~8Cj5tJF3HYo6C00v~2jgG~grrypuCPpE1aDZbjDuWCimN~t45EFGHoxGOnVWmkM-ZC5-09i6KH7"
    + "ovYCplODXkKwFUxWZjsNZrmMeRerLO9uKGJ3S6KVqw__"

  static let rsaCustomSHA1 =
    "CsphhEjU6SByeoLoMXtWYzNOB8kTZR7aSgvfRbobFpDTphTUnxgJScPKp4G~USABk-hF~8F5qVYEWR4F5M~yhNTEfemH0xF659i6"
    + "860CXGLBCnj7Y1GuHUSh1H8O-D7IIQCV4BKjcxXAPbmNgZkRMd2ho9cV6FVy1bFTn1fv2oqONUl014RBvFv~BjnDvfqIm2-OnJoR"
    + "nVhGcShmMMiGiCJXUgfYDzqPNL8teuRqzgF5DZ2N2e0bej2VXJMe4yyj48RRR7ElJ5Mx38Rww86P6U6Crb1XBjKhz~1jVT0IQ~SC"
    + "Asn~lLwftB1dr9gS98kXH6kYpGM33rlibn~EL2eCZw__"

  static let rsaCustomSHA256 =
    "aXQjEDRz6k4~KhNhTYoLNUj1k8lwoyun8mfHAG9gBTr6K7xMmlwLh5-gX-8dXjfkxYVVsuXlB9vFBN5yTjYB0QgCX5uC0IH0jcP0"
    + "VqDjHMdpLTVQOmJO5SZDesI4xat0k7Icp-oE3e6G5ijYEUtr~0~e5Bc10GftfzWl0tjT52xLWXzOBFrvRpb1tWoAZsBA7tUYKKZd"
    + "oqg6uAZ8f71mzQK537waHiZImYTEVk~P-KrQeQ8YiloUPKP~QLNntoRQdlzo6HQzKdEPKoj1gxepN1ZDLu6PwPT7y-tz5-JIXqn2"
    + "MEZYJWDsBbFmJ5rh97FSQ436MkXkRgQV-tZaS3ZUWA__"

  static let ecCannedSHA1 =
    "MEUCIH6xo8FWkI3lkpdiEBsip51opw6S8LVrkYZAlmPivmt1AiEAwMF5odOPElL9hbc7Wn34mqup~96Jm5Rx-yfs7nkxK~A_"

  static let ecCannedSHA256 =
    "MEUCIA~nFOcDfCLnRrTZip7SXPCMEWWld4aMYhODaqwV564QAiEA2POZPPlRw2hjxmBJLGznn2ySty9iop8cpVMg61GgbcI_"

  static let ecCustomSHA1 =
    "MEQCIDqzn5D0MSe8pxLWd87DHDy960YFmNyEwyMxYD0DJ4anAiBbiyFGmeaK6zyqBt1pUaK0UD21sJHfDmXB8MYMogNpOQ__"

  static let ecCustomSHA256 =
    "MEQCIFAtqZ8AZrgJvNklh1Lt6Kk2eFWbrMNVLhMod~VBRRSwAiAEDeddHm0kgB1wO39MfNEtzHEJkuSMZVr-4Gl1-wsdgA__"

  /// For these tests alone.
  static let rsaPrivateKey = """
    -----BEGIN PRIVATE KEY-----
    MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC+Sbr7cEo2buxs
    384XTRdeMxAWZkJoBEc841gJ+RK5efaQpa+0B1TrCOpJmq6xFIaCSWHQAWBjASW2
    LI0X//rOdJR2v2rZNRFrAzQEKMFshs7xNMnHvwyNICmU6HAEOoLEdWPakrG/aWjQ
    1msXJxMWu/iRZnmBG1S+JSWiaGliR4QpH1la4haE6h9H6yCMmVZBe+Zp7durvTdW
    Ejc6URVnBNcFNYDSC+PRMk1S9pSiEdq/stFp3EZH7kltaLqBoaia2eLDMeHBte5j
    ADED7fIDjk2R8CSnKT4Ub11ujktd8tPJjHLTxoIMBevJcENL6txNfMpV2Cx4Abk3
    0EN81/ejAgMBAAECggEABcaMyitEgrYc2fR0YmkAxRICsn4Eak4lmresc+e0mvQ/
    OMZhTghiRPH+fnZsnUuqBilTsocK1bvIA76tbPrkMhZVbUHubHemYYZK3WIeoNHP
    VSs3gVG5//c9G9vEOUn3WcmAWuF/S00tP8LKTv0XdhCwK5BIhCkqtMzBgYDuy0Ci
    tNUHCoclbPZti5Q7STDNCh+Wowz5h7zANRmKMPwePpDl+Y50DVUgHLGVykMLMDLQ
    Uu80jYMm4tfWusZ+/EpKHMu8BczUhW2Nwp/6XC6ZpUprY15ay+zSRfxj3rPnEnL3
    nTB0XNNL15pGDowjYSgtj1n5JF6l+UESTqjjyH4EdQKBgQDiHEiuKLEVijDcQnUc
    G/Y3ymaBQSNeh7zSexgFmWtGBo3t/ysgBQpS/h8SnWQLCdTEFqkBbODlHrdDrRRB
    TC5rbBJvXlaeIAXdXlP/grBphD7xhKhh4tmg0R0wCGh1SCyn2KW1LnWYJin142r1
    xKoxucZXXDwl0AOgXshMbeWj3QKBgQDXcTEztxGLGaw4MD0WFN1unD03AObmJtFy
    taUQ769R+w3jXeK0OV4gpTZNJ3KmAW1C4PQV8zIyNWmG11vyfYyrUKVpi1Afabze
    e0z7HBbsvrTV7xHQwkITWI5ylU05oUFZHXFyur7Bq+48iIpBoPaSvigyXiubl7/d
    NbXoFJIRfwKBgQC2INw2VJaXaBGFSY61TpycQc8hbAuGWEWzMO2fjP2IkTz/qJrf
    FtBDG2iCAP8VmRylui718/KO+5fYznBTTH7TjmCnDlEs21R+BD4awPVCeQCOYDGV
    bzmnPOmKyCsD1VgK9wo7D6ovHQaNhlqgjoIcvaxSr/vO5WgWZGJoldj0jQKBgBhW
    5WQeTpEUeWxvprcT7GBOrmvEYlGmGQuIkflz2q68WjlRpgcOZB/0Ckp1JnKyvpFL
    sMe6DfW2KxHcyrp+jKHeHpHp90dVPs0zyOKlrcFZWjzBIZYgHC7rVkyDqZHVMfjL
    ZsG7b0maDvQvyM7ZTIIPkaL/GJYfcsGfC8oIaOgpAoGBAMyff8Pe0VvYQKhQIS5i
    HM4UmwuQjFXqkbmyMnShvwwLy2UF3gvQW76eaLKaFfcJvehYRJOEPkHXZmBMD9dc
    qwslb6mGfih/O0GTttxeDQpqRmxyB26NBOha+tETivT8saGUPW/U/x/wwxBsGxRJ
    QBg1vgoms8FJaCdgNInDE67T
    -----END PRIVATE KEY-----
    """

  static let ecPrivateKey = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIBG8EcZX9upo6l0lFWXrKeqjfuiK6svcI0LGE8VMv+4aoAoGCCqGSM49
    AwEHoUQDQgAEfJJ/SYOcPb81ugpqBYW7GnhU4ErzJ3GnyUqLU/tyO/v3OwThU5Jz
    ScvqHIi2HyZQGhm5yzY9d2/7SgcU2vYaYw==
    -----END EC PRIVATE KEY-----
    """
}
