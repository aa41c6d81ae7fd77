#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Macros that Swift does not import.

/// No renegotiation and no compression; a peer that closes without saying so (close_notify) has just closed.
static const uint64_t clibssl_options =
    SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF;

/// An idle connection keeps no buffers; a write takes what there is room for, and goes on from another place in memory.
static const long clibssl_modes =
    SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER;

static inline EVP_PKEY *clibssl_new_p256_key(void) { return EVP_EC_gen("P-256"); }
