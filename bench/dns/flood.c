// Asks a DNS server over UDP faster than it answers, and counts: a fixed number of questions is always under way.
//   flood ADDRESS PORT QUESTIONS SECONDS [WINDOW]
//   flood ADDRESS PORT QUESTIONS first
// QUESTIONS has a line "name type [client]" each (A, AAAA, MX, NS, TXT, SOA); with a client, an IPv4 network of 24 bits like
// 10.1.7.0, the question carries it as its client subnet (RFC 7871). Prints one line of key=value figures. `first` asks
// the first question every millisecond until it has an answer, a minute at most, and counts nothing.
//
// The generator must not be what is measured. Questions of one length leave with one call as one large datagram that
// the kernel cuts up (UDP_SEGMENT), which costs a third of sending each; and it never sleeps, for whoever sends to a
// sleeper pays for waking it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, sockets = 4, most = 1 << 20, reply_bytes = 1280 };

typedef struct {
  uint8_t length;
  uint8_t bytes[127];
} question;

// Questions of one length, sent together.
typedef struct {
  int start, count;
} flight;

static question *questions;
static int question_count;
static flight *flights;
static int flight_count;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int type_number(const char *name) {
  static const struct { const char *name; int number; } types[] = {
      {"A", 1}, {"NS", 2}, {"SOA", 6}, {"MX", 15}, {"TXT", 16}, {"AAAA", 28}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcasecmp(name, types[i].name) == 0) return types[i].number;
  fprintf(stderr, "unknown type %s\n", name);
  exit(2);
}

static void read_questions(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) perror(path), exit(2);
  char line[512], name[256], type[16], client[16];
  questions = calloc(most, sizeof *questions);
  while (question_count < most && fgets(line, sizeof line, file)) {
    int words = sscanf(line, "%255s %15s %15s", name, type, client);
    if (words < 2) continue;
    question *q = &questions[question_count];
    uint8_t *out = q->bytes;
    memcpy(out, (uint8_t[12]){0, 0, 0, 0, 0, 1}, 12);
    out += 12;
    for (char *rest = name, *label; (label = strsep(&rest, "."));) {
      size_t count = strlen(label);
      if (count == 0) continue;
      if (count > 63 || out + count + 6 + 22 > q->bytes + sizeof q->bytes) break;
      *out++ = (uint8_t)count;
      memcpy(out, label, count);
      out += count;
    }
    int number = type_number(type);
    memcpy(out, (uint8_t[5]){0, (uint8_t)(number >> 8), (uint8_t)number, 0, 1}, 5);
    out += 5;
    if (words == 3) {
      // OPT for 1232 octets with one option: client subnet, family 1, source prefix 24, scope 0, three octets.
      struct in_addr address;
      if (inet_pton(AF_INET, client, &address) != 1) fprintf(stderr, "not an IPv4 address: %s\n", client), exit(2);
      q->bytes[11] = 1;
      memcpy(out, (uint8_t[19]){0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 11, 0, 8, 0, 7, 0, 1, 24, 0}, 19);
      memcpy(out + 19, &address, 3);
      out += 22;
    }
    q->length = (uint8_t)(out - q->bytes);
    question_count++;
  }
  fclose(file);
  if (question_count == 0) fprintf(stderr, "%s: no questions\n", path), exit(2);
}

// Sorts the questions by length, otherwise in the order they came, and cuts them into flights in a fixed, mixed order.
static void make_flights(void) {
  question *sorted = calloc((size_t)question_count, sizeof *sorted);
  flights = calloc((size_t)question_count, sizeof *flights);
  int filled = 0;
  for (int length = 0; length < 128; length++) {
    int start = filled;
    for (int i = 0; i < question_count; i++)
      if (questions[i].length == length) sorted[filled++] = questions[i];
    for (; start < filled; start += batch)
      flights[flight_count++] = (flight){start, filled - start < batch ? filled - start : batch};
  }
  free(questions);
  questions = sorted;
  uint64_t state = 7;
  for (int i = flight_count - 1; i > 0; i--) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    int other = (int)((state >> 33) % (uint64_t)(i + 1));
    flight swapped = flights[i];
    flights[i] = flights[other], flights[other] = swapped;
  }
}

static int send_flight(int descriptor, flight sent, uint16_t id) {
  struct iovec parts[batch];
  for (int i = 0; i < sent.count; i++) {
    question *q = &questions[sent.start + i];
    id++;
    q->bytes[0] = (uint8_t)(id >> 8), q->bytes[1] = (uint8_t)id;
    parts[i] = (struct iovec){q->bytes, q->length};
  }
  char control[CMSG_SPACE(sizeof(uint16_t))] __attribute__((aligned(8))) = {0};
  struct msghdr message = {
      .msg_iov = parts, .msg_iovlen = (size_t)sent.count, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_UDP, header->cmsg_type = UDP_SEGMENT, header->cmsg_len = CMSG_LEN(sizeof(uint16_t));
  uint16_t size = questions[sent.start].length;
  memcpy(CMSG_DATA(header), &size, sizeof size);
  return sendmsg(descriptor, &message, MSG_DONTWAIT) >= 0;
}

static int open_socket(const struct sockaddr_in *server) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 4 << 20;
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (connect(descriptor, (const struct sockaddr *)server, sizeof *server) < 0) perror("connect"), exit(2);
  return descriptor;
}

static int await_first(const struct sockaddr_in *server) {
  double give_up = now() + 60;
  int descriptor = open_socket(server);
  while (now() < give_up) {
    uint8_t reply[reply_bytes];
    (void)!send(descriptor, questions[0].bytes, questions[0].length, 0);
    struct pollfd poll_for = {descriptor, POLLIN, 0};
    poll(&poll_for, 1, 1);
    ssize_t count = recv(descriptor, reply, sizeof reply, 0);
    if (count >= 12 && (reply[3] & 15) == 0 && reply[7] > 0) return 0;
    // A server that is not there yet answers at once, with an ICMP message or SERVFAIL: it is not to be flooded.
    if (count >= 0 || errno == ECONNREFUSED) usleep(1000);
  }
  fprintf(stderr, "no answer in a minute\n");
  return 1;
}

int main(int count, char **arguments) {
  if (count < 5) return fprintf(stderr, "flood ADDRESS PORT QUESTIONS SECONDS|first [WINDOW]\n"), 2;
  read_questions(arguments[3]);
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2]))};
  inet_pton(AF_INET, arguments[1], &server.sin_addr);
  if (strcmp(arguments[4], "first") == 0) return await_first(&server);
  make_flights();
  double seconds = atof(arguments[4]);
  int window = count > 5 ? atoi(arguments[5]) : 256;

  int descriptors[sockets];
  long under_way[sockets] = {0};
  for (int s = 0; s < sockets; s++) descriptors[s] = open_socket(&server);
  static uint8_t replies[batch][reply_bytes];
  struct mmsghdr in[batch] = {0};
  struct iovec in_parts[batch];
  for (int i = 0; i < batch; i++) {
    in_parts[i] = (struct iovec){replies[i], reply_bytes};
    in[i].msg_hdr = (struct msghdr){.msg_iov = &in_parts[i], .msg_iovlen = 1};
  }

  long sent = 0, answered = 0, lost = 0, codes[16] = {0}, bytes = 0;
  int next = 0;
  double start = now(), end = start + seconds, time = start, heard = start;
  while (time < end) {
    int received = 0;
    for (int s = 0; s < sockets; s++) {
      int n = recvmmsg(descriptors[s], in, batch, MSG_DONTWAIT, NULL);
      if (n > 0) {
        for (int i = 0; i < n; i++) codes[replies[i][3] & 15]++, bytes += in[i].msg_len;
        received += n;
        under_way[s] = under_way[s] > n ? under_way[s] - n : 0;
      }
      while (under_way[s] + flights[next].count <= window) {
        if (!send_flight(descriptors[s], flights[next], (uint16_t)sent)) break;
        sent += flights[next].count, under_way[s] += flights[next].count;
        next = next + 1 < flight_count ? next + 1 : 0;
      }
    }
    answered += received;
    time = now();
    if (received > 0) heard = time;
    if (time - heard > 0.1) {  // nothing for a tenth of a second: what was under way is lost
      for (int s = 0; s < sockets; s++) lost += under_way[s], under_way[s] = 0;
      heard = time;
    }
    // Few answers waited: leave the queues alone for a moment, the server writes to them.
    if (received < batch)
      for (double until = time + 50e-6; now() < until;) {}
  }
  printf("sent=%ld answered=%ld lost=%ld seconds=%.3f qps=%.0f noerror=%ld nxdomain=%ld other=%ld bytes=%.1f\n", sent,
         answered, lost, time - start, answered / (time - start), codes[0], codes[3],
         answered - codes[0] - codes[3], answered ? (double)bytes / answered : 0);
  return 0;
}
