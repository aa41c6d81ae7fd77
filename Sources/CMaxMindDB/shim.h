#pragma once
#include <arpa/inet.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// The entry that holds an address, whose bits are given as a number, most significant half first. Allocates nothing.
static inline MMDB_lookup_result_s edgesim_mmdb_find(
    const MMDB_s *db, bool is_v6, uint64_t high, uint64_t low, int *error) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address;
  memset(&address, 0, sizeof address);
  if (is_v6) {
    address.v6.sin6_family = AF_INET6;
    for (int i = 0; i < 8; i++) {
      address.v6.sin6_addr.s6_addr[i] = (uint8_t)(high >> (56 - 8 * i));
      address.v6.sin6_addr.s6_addr[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
  } else {
    address.v4.sin_family = AF_INET;
    address.v4.sin_addr.s_addr = htonl((uint32_t)low);
  }
  return MMDB_lookup_sockaddr(db, &address.any, error);
}

enum edgesim_mmdb_field {
  edgesim_mmdb_country,
  edgesim_mmdb_continent,
  edgesim_mmdb_subdivision,
  edgesim_mmdb_latitude,
  edgesim_mmdb_longitude
};

// The value of a field of an entry, under the first of the names that vendors give it; type 0 if it has none. Paths are
// arrays that end in a null pointer, which Swift cannot write as constants. Allocates nothing.
static inline MMDB_entry_data_s edgesim_mmdb_value(MMDB_entry_s entry, enum edgesim_mmdb_field field) {
  static const char *const paths[5][3][4] = {
    {{"country", "iso_code"}, {"country_code"}, {"country"}},
    {{"continent", "code"}, {"continent_code"}, {"continent"}},
    {{"subdivisions", "0", "iso_code"}},
    {{"location", "latitude"}},
    {{"location", "longitude"}},
  };
  MMDB_entry_data_s data;
  for (int i = 0; i < 3 && paths[field][i][0]; i++) {
    memset(&data, 0, sizeof data);
    if (MMDB_aget_value(&entry, &data, paths[field][i]) == MMDB_SUCCESS && data.has_data
        && (data.type == MMDB_DATA_TYPE_UTF8_STRING || data.type == MMDB_DATA_TYPE_DOUBLE))
      return data;
  }
  memset(&data, 0, sizeof data);
  return data;
}
