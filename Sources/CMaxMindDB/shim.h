#pragma once
#include <maxminddb.h>
#include <string.h>

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
