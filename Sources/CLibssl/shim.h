#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Macros that Swift does not import.

/// No renegotiation and no compression; a peer that closes without saying so (close_notify) has just closed.
static const uint64_t clibssl_options =
    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF;

static inline EVP_PKEY *clibssl_new_p256_key(void) { return EVP_EC_gen("P-256"); }
