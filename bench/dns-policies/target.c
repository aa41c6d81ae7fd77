// What health checks look at: answers every request with 204 and closes. Does as little as can be.
//   target PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments) {
  if (count != 2) return fprintf(stderr, "target PORT\n"), 2;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0)
    return perror("target"), 1;
  int queue = epoll_create1(0);
  struct epoll_event event = {EPOLLIN, {.fd = listener}}, events[256];
  epoll_ctl(queue, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(queue, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      int descriptor = events[i].data.fd;
      if (descriptor == listener) {
        for (int client; (client = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
          event = (struct epoll_event){EPOLLIN, {.fd = client}};
          epoll_ctl(queue, EPOLL_CTL_ADD, client, &event);
        }
        continue;
      }
      char request[1024];
      static const char reply[] = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
      if (recv(descriptor, request, sizeof request, 0) > 0)
        (void)!send(descriptor, reply, sizeof reply - 1, MSG_NOSIGNAL);
      close(descriptor);
    }
  }
}
