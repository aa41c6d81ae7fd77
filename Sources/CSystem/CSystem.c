#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

typedef union {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} any_address;

static socklen_t to_system(const csystem_address *from, any_address *to) {
  memset(to, 0, sizeof *to);
  if (from->is_v6) {
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = htons(from->port);
    memcpy(&to->v6.sin6_addr, from->octets, 16);
    return sizeof to->v6;
  }
  to->v4.sin_family = AF_INET;
  to->v4.sin_port = htons(from->port);
  memcpy(&to->v4.sin_addr, from->octets, 4);
  return sizeof to->v4;
}

static void from_system(const any_address *from, csystem_address *to) {
  memset(to, 0, sizeof *to);
  if (from->any.sa_family == AF_INET6) {
    to->is_v6 = 1;
    to->port = ntohs(from->v6.sin6_port);
    memcpy(to->octets, &from->v6.sin6_addr, 16);
  } else {
    to->port = ntohs(from->v4.sin_port);
    memcpy(to->octets, &from->v4.sin_addr, 4);
  }
}

static int fail_and_close(int descriptor) {
  int error = errno;
  close(descriptor);
  return -error;
}

static int open_bound(const csystem_address *address, int type, int shared) {
  any_address local;
  socklen_t length = to_system(address, &local);
  int descriptor = socket(local.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  int on = 1;
  // For TCP, over connections of a former process that linger; for UDP it would be sharing by another name.
  if (type == SOCK_STREAM) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (shared) setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  // An IPv6 wildcard must not take the IPv4 port too: each family has a listener of its own.
  if (address->is_v6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (bind(descriptor, &local.any, length) < 0) return fail_and_close(descriptor);
  return descriptor;
}

int csystem_udp_listen(const csystem_address *address, int shared, int receive_buffer_bytes) {
  int descriptor = open_bound(address, SOCK_DGRAM, shared);
  if (descriptor < 0) return descriptor;
  int on = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  // Bound to a wildcard, the kernel would choose the source of a reply; asked for here, it tells where a datagram
  // came to, and the reply carries the same control message back.
  static const uint8_t wildcard[16];
  if (memcmp(address->octets, wildcard, sizeof wildcard) == 0) {
    if (address->is_v6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    else setsockopt(descriptor, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
  }
  // Replies are never fragmented, and a path MTU that someone spoofed is not heeded (RFC 9715 section 3.1). They are
  // never above 1232 octets. DF spares the kernel the choice of an identification for each.
  int probe = IP_PMTUDISC_PROBE;
  if (!address->is_v6) setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof probe);
  return descriptor;
}

int csystem_tcp_listen(const csystem_address *address, int shared, int backlog) {
  int descriptor = open_bound(address, SOCK_STREAM, shared);
  if (descriptor < 0) return descriptor;
  // Inherited by every accepted connection: answers go out at once.
  int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (listen(descriptor, backlog) < 0) return fail_and_close(descriptor);
  return descriptor;
}

int csystem_tcp_connect(const csystem_address *address, const csystem_address *source) {
  any_address remote;
  socklen_t length = to_system(address, &remote);
  int descriptor = socket(remote.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (source) {
    csystem_address any_port = *source;
    any_port.port = 0;
    any_address local;
    socklen_t local_length = to_system(&any_port, &local);
    if (bind(descriptor, &local.any, local_length) < 0) return fail_and_close(descriptor);
  }
  if (connect(descriptor, &remote.any, length) < 0 && errno != EINPROGRESS) return fail_and_close(descriptor);
  return descriptor;
}

int csystem_accept(int listener, csystem_address *peer) {
  any_address remote;
  socklen_t length = sizeof remote;
  int descriptor = accept4(listener, &remote.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor < 0) return -errno;
  from_system(&remote, peer);
  return descriptor;
}

int csystem_stream_pair(int ends[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int csystem_local_address(int descriptor, csystem_address *address) {
  any_address local;
  socklen_t length = sizeof local;
  if (getsockname(descriptor, &local.any, &length) < 0) return -errno;
  from_system(&local, address);
  return 0;
}

int csystem_pending_error(int descriptor) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
  return -error;
}

int csystem_shutdown_send(int descriptor) { return shutdown(descriptor, SHUT_WR) < 0 ? -errno : 0; }

int csystem_duplicate(int descriptor) {
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return copy < 0 ? -errno : copy;
}

int csystem_close(int descriptor) { return close(descriptor) < 0 ? -errno : 0; }

int csystem_reset(int descriptor) {
  struct linger none = {.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  return csystem_close(descriptor);
}

int64_t csystem_read(int descriptor, void *bytes, size_t count) {
  ssize_t result = read(descriptor, bytes, count);
  return result < 0 ? -errno : result;
}

int64_t csystem_write_vector(int descriptor, const void *parts, int count, int more) {
  struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
  // sendmsg, for the flag: a peer that has gone is an error to handle, not a signal to die of.
  ssize_t result = sendmsg(descriptor, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
  return result < 0 ? -errno : result;
}

int64_t csystem_send_file(int descriptor, int file, int64_t offset, size_t count) {
  off_t from = offset;
  ssize_t result = sendfile(descriptor, file, &from, count);
  return result < 0 ? -errno : result;
}

int64_t csystem_read_at(int file, void *bytes, size_t count, int64_t offset) {
  ssize_t result = pread(file, bytes, count, offset);
  return result < 0 ? -errno : result;
}

int64_t csystem_write_at(int file, const void *bytes, size_t count, int64_t offset) {
  ssize_t result = pwrite(file, bytes, count, offset);
  return result < 0 ? -errno : result;
}

int csystem_is_in_memory(int file, int64_t offset) {
  char octet;
  struct iovec part = {.iov_base = &octet, .iov_len = 1};
  ssize_t result = preadv2(file, &part, 1, offset, RWF_NOWAIT);
  if (result > 0) return 1;
  if (result == 0) return -EIO;
  if (errno == EAGAIN) return 0;
  return errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL ? 0 : -errno;
}

int csystem_lock_file(int file) { return flock(file, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }

int64_t csystem_send_to(int descriptor, const void *bytes, size_t count, const csystem_address *to) {
  any_address remote;
  socklen_t length = to_system(to, &remote);
  ssize_t result = sendto(descriptor, bytes, count, MSG_NOSIGNAL, &remote.any, length);
  return result < 0 ? -errno : result;
}

int64_t csystem_receive_from(int descriptor, void *bytes, size_t count, csystem_address *from) {
  any_address remote;
  socklen_t length = sizeof remote;
  ssize_t result = recvfrom(descriptor, bytes, count, 0, &remote.any, &length);
  if (result < 0) return -errno;
  from_system(&remote, from);
  return result;
}

int csystem_eventfd(void) {
  int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int csystem_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? -errno : 0;
}

int csystem_name_thread(const char *name) { return -pthread_setname_np(pthread_self(), name); }

int csystem_processor_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) < 0 ? -errno : CPU_COUNT(&set);
}

char **csystem_environment(void) { return environ; }

void csystem_trim_heap(void) { malloc_trim(0); }

void csystem_return_blocks(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }

// The distance of buffers that lie side by side: a power of two would put the first line of each, all that a query
// has, into the same few sets of the cache.
static size_t stride(size_t bytes) { return (bytes + 63) / 64 * 64 + 64; }

// Room for one IP_PKTINFO or IPV6_PKTINFO.
#define CONTROL_BYTES CMSG_SPACE(sizeof(struct in6_pktinfo))

struct csystem_batch {
  int capacity;
  int queued;
  size_t datagram_stride, reply_stride;
  struct mmsghdr *in, *out;
  struct iovec *in_parts, *out_parts;
  any_address *peers;
  uint8_t *controls, *datagrams, *replies;
};

csystem_batch *csystem_batch_create(int capacity, size_t datagram_bytes, size_t reply_bytes) {
  csystem_batch *batch = calloc(1, sizeof *batch);
  size_t n = (size_t)capacity;
  batch->capacity = capacity;
  batch->datagram_stride = stride(datagram_bytes);
  batch->reply_stride = stride(reply_bytes);
  batch->in = calloc(n, sizeof *batch->in);
  batch->out = calloc(n, sizeof *batch->out);
  batch->in_parts = calloc(n, sizeof *batch->in_parts);
  batch->out_parts = calloc(n, sizeof *batch->out_parts);
  batch->peers = calloc(n, sizeof *batch->peers);
  batch->controls = calloc(n, CONTROL_BYTES);
  batch->datagrams = malloc(n * batch->datagram_stride);
  batch->replies = malloc(n * batch->reply_stride);
  for (size_t i = 0; i < n; i++) {
    batch->in_parts[i] = (struct iovec){batch->datagrams + i * batch->datagram_stride, datagram_bytes};
    batch->in[i].msg_hdr = (struct msghdr){
        .msg_name = &batch->peers[i], .msg_iov = &batch->in_parts[i], .msg_iovlen = 1,
        .msg_control = batch->controls + i * CONTROL_BYTES};
    batch->out[i].msg_hdr = (struct msghdr){.msg_iov = &batch->out_parts[i], .msg_iovlen = 1};
  }
  return batch;
}

void csystem_batch_destroy(csystem_batch *batch) {
  free(batch->in), free(batch->out), free(batch->in_parts), free(batch->out_parts);
  free(batch->peers), free(batch->controls), free(batch->datagrams), free(batch->replies);
  free(batch);
}

int csystem_batch_receive(csystem_batch *batch, int descriptor) {
  for (int i = 0; i < batch->capacity; i++) {
    batch->in[i].msg_hdr.msg_namelen = sizeof batch->peers[i];
    batch->in[i].msg_hdr.msg_controllen = CONTROL_BYTES;
  }
  int received = recvmmsg(descriptor, batch->in, (unsigned)batch->capacity, MSG_DONTWAIT, NULL);
  return received < 0 ? -errno : received;
}

const uint8_t *csystem_batch_datagram(const csystem_batch *batch, int index, size_t *count) {
  *count = batch->in[index].msg_len;
  return batch->datagrams + (size_t)index * batch->datagram_stride;
}

csystem_address csystem_batch_peer(const csystem_batch *batch, int index) {
  csystem_address peer;
  from_system(&batch->peers[index], &peer);
  return peer;
}

uint8_t *csystem_batch_reply(const csystem_batch *batch, int index) {
  return batch->replies + (size_t)index * batch->reply_stride;
}

void csystem_batch_queue_reply(csystem_batch *batch, int index, size_t count) {
  const struct msghdr *query = &batch->in[index].msg_hdr;
  struct msghdr *reply = &batch->out[batch->queued].msg_hdr;
  batch->out_parts[batch->queued] = (struct iovec){csystem_batch_reply(batch, index), count};
  reply->msg_name = query->msg_name;
  reply->msg_namelen = query->msg_namelen;
  reply->msg_control = query->msg_controllen ? query->msg_control : NULL;
  reply->msg_controllen = query->msg_controllen;
  batch->queued++;
}

int csystem_batch_send(csystem_batch *batch, int descriptor) {
  int sent = 0;
  while (sent < batch->queued) {
    int taken = sendmmsg(descriptor, batch->out + sent, (unsigned)(batch->queued - sent), MSG_DONTWAIT);
    if (taken > 0) sent += taken;
    else if (errno == EINTR) continue;
    else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) break;  // full: UDP may drop
    else sent += 1;  // this one cannot be sent (unreachable, say); the others can
  }
  batch->queued = 0;
  return sent;
}
