// System calls that Swift cannot import (variadic, _GNU_SOURCE, or built of macros). System calls only: no logic.
// Every function returns what the call returns, or -errno. Only fixed-size types here: headers of the C library seen
// through two modules with different feature macros do not agree.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// An address and port in host form: the octets of the address in network order, 4 or 16 of them.
typedef struct {
  uint8_t octets[16];
  uint16_t port;
  uint8_t is_v6;
} csystem_address;

/// `shared`: other sockets of this user may be bound to the same address (SO_REUSEPORT).
int csystem_udp_listen(const csystem_address *address, int shared, int receive_buffer_bytes);
int csystem_tcp_listen(const csystem_address *address, int shared, int backlog);
/// `source`: the address it comes from, its port not looked at; NULL: the system chooses.
int csystem_tcp_connect(const csystem_address *address, const csystem_address *source);
int csystem_accept(int listener, csystem_address *peer);
// Both ends of a stream connection within the process, as accepted sockets are; nobody else can reach it.
int csystem_stream_pair(int ends[2]);
int csystem_local_address(int descriptor, csystem_address *address);
int csystem_pending_error(int descriptor);
int csystem_shutdown_send(int descriptor);
int csystem_duplicate(int descriptor);
int csystem_close(int descriptor);
/// Closes it so that the peer is told that the connection is reset, not that it ends.
int csystem_reset(int descriptor);
int64_t csystem_read(int descriptor, void *bytes, size_t count);
/// `parts` is an array of `struct iovec`. `more`: other octets follow at once, and may share a segment with the last.
int64_t csystem_write_vector(int descriptor, const void *parts, int count, int more);
/// Octets of a file, from its pages in the kernel's memory to a socket.
int64_t csystem_send_file(int descriptor, int file, int64_t offset, size_t count);
int64_t csystem_read_at(int file, void *bytes, size_t count, int64_t offset);
int64_t csystem_write_at(int file, const void *bytes, size_t count, int64_t offset);
/// 1 if the octet can be read without waiting for a disk; 0 if not, or nobody can tell. A file that ends before it is -EIO.
int csystem_is_in_memory(int file, int64_t offset);
/// Fails at once, with -EAGAIN, where another open file of any process has the lock.
int csystem_lock_file(int file);

/// One datagram, from and to anywhere.
int64_t csystem_send_to(int descriptor, const void *bytes, size_t count, const csystem_address *to);
int64_t csystem_receive_from(int descriptor, void *bytes, size_t count, csystem_address *from);

int csystem_eventfd(void);
int csystem_raise_descriptor_limit(void);
int csystem_name_thread(const char *name);
/// Processors the calling thread may run on.
int csystem_processor_count(void);
char **csystem_environment(void);
/// Gives free memory of the heap back to the system.
void csystem_trim_heap(void);
/// From now on blocks of `bytes` and more are given back as soon as they are free. By itself glibc raises its bound whenever
/// such a block is freed, and keeps the room of tables that have grown.
void csystem_return_blocks(int bytes);

/// Datagrams received together and their replies sent together (recvmmsg, sendmmsg).
typedef struct csystem_batch csystem_batch;

csystem_batch *csystem_batch_create(int capacity, size_t datagram_bytes, size_t reply_bytes);
void csystem_batch_destroy(csystem_batch *batch);
/// Receives up to `capacity` datagrams; the number received, or -errno.
int csystem_batch_receive(csystem_batch *batch, int descriptor);
const uint8_t *csystem_batch_datagram(const csystem_batch *batch, int index, size_t *count);
csystem_address csystem_batch_peer(const csystem_batch *batch, int index);
/// Where the reply to datagram `index` goes; `reply_bytes` long.
uint8_t *csystem_batch_reply(const csystem_batch *batch, int index);
/// Queues the reply to datagram `index`, from the address the datagram came to.
void csystem_batch_queue_reply(csystem_batch *batch, int index, size_t count);
/// Sends what is queued and empties the queue; the number of replies the kernel took.
int csystem_batch_send(csystem_batch *batch, int descriptor);
