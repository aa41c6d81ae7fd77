// First, as the C library module of Swift sees it: libevent's own configuration header defines _GNU_SOURCE, which gives
// fd_set another shape, and the two modules would not agree.
#include <sys/select.h>

#include <event2/dns.h>
#include <event2/event.h>
#include <event2/util.h>
