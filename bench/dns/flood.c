// Asks a DNS server over UDP as fast as it answers: batches of sendmmsg and recvmmsg with a fixed number of questions
// under way, because a one-question-a-call generator tires before a good server does.
//   flood ADDRESS PORT QUESTIONS SECONDS [WINDOW]
// QUESTIONS has a line "name type" each (A, AAAA, MX, NS, TXT, SOA). Prints one line of key=value figures.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { batch = 64, sockets = 4, most = 1 << 20, reply_bytes = 4096 };

typedef struct {
  uint8_t length;
  uint8_t bytes[127];
} question;

static question *questions;
static int question_count;

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
  char name[256], type[16];
  questions = calloc(most, sizeof *questions);
  while (question_count < most && fscanf(file, "%255s %15s", name, type) == 2) {
    question *q = &questions[question_count];
    uint8_t *out = q->bytes;
    memcpy(out, (uint8_t[12]){0, 0, 0, 0, 0, 1}, 12);
    out += 12;
    for (char *rest = name, *label; (label = strsep(&rest, "."));) {
      size_t count = strlen(label);
      if (count == 0) continue;
      if (count > 63 || out + count + 6 > q->bytes + sizeof q->bytes) break;
      *out++ = (uint8_t)count;
      memcpy(out, label, count);
      out += count;
    }
    int number = type_number(type);
    memcpy(out, (uint8_t[5]){0, (uint8_t)(number >> 8), (uint8_t)number, 0, 1}, 5);
    q->length = (uint8_t)(out + 5 - q->bytes);
    question_count++;
  }
  fclose(file);
  if (question_count == 0) fprintf(stderr, "%s: no questions\n", path), exit(2);
}

int main(int count, char **arguments) {
  if (count < 5) return fprintf(stderr, "flood ADDRESS PORT QUESTIONS SECONDS [WINDOW]\n"), 2;
  read_questions(arguments[3]);
  double seconds = atof(arguments[4]);
  int window = count > 5 ? atoi(arguments[5]) : 256;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2]))};
  inet_pton(AF_INET, arguments[1], &server.sin_addr);

  struct pollfd polls[sockets];
  long under_way[sockets] = {0};
  for (int s = 0; s < sockets; s++) {
    polls[s] = (struct pollfd){socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), POLLIN, 0};
    int size = 4 << 20;
    setsockopt(polls[s].fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (connect(polls[s].fd, (struct sockaddr *)&server, sizeof server) < 0) return perror("connect"), 2;
  }
  static uint8_t replies[batch][reply_bytes];
  struct mmsghdr out[batch] = {0}, in[batch] = {0};
  struct iovec out_parts[batch], in_parts[batch];
  for (int i = 0; i < batch; i++) {
    in_parts[i] = (struct iovec){replies[i], reply_bytes};
    in[i].msg_hdr = (struct msghdr){.msg_iov = &in_parts[i], .msg_iovlen = 1};
    out[i].msg_hdr = (struct msghdr){.msg_iov = &out_parts[i], .msg_iovlen = 1};
  }

  long sent = 0, answered = 0, lost = 0, codes[16] = {0}, bytes = 0;
  int next = 0;
  double start = now(), end = start + seconds, time = start;
  while (time < end) {
    for (int s = 0; s < sockets; s++) {
      while (under_way[s] < window) {
        int n = batch < window - under_way[s] ? batch : (int)(window - under_way[s]);
        for (int i = 0; i < n; i++) {
          question *q = &questions[next];
          next = next + 1 < question_count ? next + 1 : 0;
          q->bytes[0] = (uint8_t)(next >> 8), q->bytes[1] = (uint8_t)next;
          out_parts[i] = (struct iovec){q->bytes, q->length};
        }
        int taken = sendmmsg(polls[s].fd, out, (unsigned)n, 0);
        if (taken <= 0) break;
        sent += taken, under_way[s] += taken;
      }
    }
    int ready = poll(polls, sockets, 100);
    if (ready == 0) {  // nothing for a tenth of a second: what was under way is lost
      for (int s = 0; s < sockets; s++) lost += under_way[s], under_way[s] = 0;
    }
    for (int s = 0; s < sockets; s++) {
      int n;
      while ((n = recvmmsg(polls[s].fd, in, batch, MSG_DONTWAIT, NULL)) > 0) {
        for (int i = 0; i < n; i++) codes[replies[i][3] & 15]++, bytes += in[i].msg_len;
        answered += n;
        under_way[s] = under_way[s] > n ? under_way[s] - n : 0;
        if (n < batch) break;
      }
    }
    time = now();
  }
  printf("sent=%ld answered=%ld lost=%ld seconds=%.3f qps=%.0f noerror=%ld nxdomain=%ld other=%ld bytes=%.1f\n", sent,
         answered, lost, time - start, answered / (time - start), codes[0], codes[3],
         answered - codes[0] - codes[3], answered ? (double)bytes / answered : 0);
  return 0;
}
