// The kernel's limit: receives datagrams in batches and sends each back, marked as a response, unread. Batches and socket
// options are those of edgesim.
//   echo ADDRESS PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { batch = 32, bytes = 4096 };

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "echo ADDRESS PORT\n"), 2;
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2]))};
  inet_pton(AF_INET, arguments[1], &local.sin_addr);
  int descriptor = socket(AF_INET, SOCK_DGRAM, 0), size = 4 << 20, probe = IP_PMTUDISC_PROBE;
  setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof probe);
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (bind(descriptor, (struct sockaddr *)&local, sizeof local) < 0) return perror("bind"), 2;
  static uint8_t buffers[batch][bytes];
  struct mmsghdr messages[batch];
  struct iovec parts[batch];
  struct sockaddr_in peers[batch];
  for (;;) {
    for (int i = 0; i < batch; i++) {
      parts[i] = (struct iovec){buffers[i], bytes};
      messages[i].msg_hdr = (struct msghdr){
          .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &parts[i], .msg_iovlen = 1};
    }
    int n = recvmmsg(descriptor, messages, batch, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) {
      buffers[i][2] |= 0x80;
      parts[i].iov_len = messages[i].msg_len;
    }
    for (int sent = 0; sent < n;) {
      int taken = sendmmsg(descriptor, messages + sent, (unsigned)(n - sent), 0);
      sent += taken > 0 ? taken : 1;
    }
  }
}
