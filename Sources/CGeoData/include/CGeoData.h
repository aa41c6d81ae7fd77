#pragma once
#include <stddef.h>

// The tables of data/, as read-only memory of the executable: mapped on demand, shared by all processes, never freed.
// README.md says what their bytes mean.
typedef struct {
  const void *_Nonnull bytes;
  size_t count;
} geo_data;

geo_data geo_places(void);
geo_data geo_ipv4_starts(void);
geo_data geo_ipv4_places(void);
geo_data geo_ipv6_starts(void);
geo_data geo_ipv6_places(void);
geo_data geo_ipv6_fine_starts(void);
geo_data geo_ipv6_fine_places(void);
geo_data geo_latency(void);
geo_data geo_cities(void);
