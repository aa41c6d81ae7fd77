#include <nghttp2/nghttp2.h>

// Fields that Swift cannot name: members of an unnamed union.

/// The HTTP/2 category of a HEADERS frame (a request, trailers ...).
static inline nghttp2_headers_category cnghttp2_category(const nghttp2_frame *frame) { return frame->headers.cat; }
