#include "CGeoData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the tables are little-endian: write them anew with tools/make-geo-data"
#endif

// Aligned for the widest element of any table.
#define TABLE(name) _Alignas(16) static const unsigned char name##_bytes[]
#define ACCESSOR(name) \
  geo_data geo_##name(void) { return (geo_data){name##_bytes, sizeof name##_bytes}; }

TABLE(places) = {
#embed "data/places.bin"
};
ACCESSOR(places)

TABLE(ipv4_starts) = {
#embed "data/ipv4-starts.bin"
};
ACCESSOR(ipv4_starts)

TABLE(ipv4_places) = {
#embed "data/ipv4-places.bin"
};
ACCESSOR(ipv4_places)

TABLE(ipv6_starts) = {
#embed "data/ipv6-starts.bin"
};
ACCESSOR(ipv6_starts)

TABLE(ipv6_places) = {
#embed "data/ipv6-places.bin"
};
ACCESSOR(ipv6_places)

TABLE(ipv6_fine_starts) = {
#embed "data/ipv6-fine-starts.bin"
};
ACCESSOR(ipv6_fine_starts)

TABLE(ipv6_fine_places) = {
#embed "data/ipv6-fine-places.bin"
};
ACCESSOR(ipv6_fine_places)

TABLE(latency) = {
#embed "data/latency.bin"
};
ACCESSOR(latency)

TABLE(cities) = {
#embed "data/cities.tsv"
};
ACCESSOR(cities)
