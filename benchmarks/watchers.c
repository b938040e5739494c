// Watches a stream on many connections at once, in one thread, and measures how old each event is when it has been read.
//
//     watchers KIND COUNT TOPIC REQUEST PORT...       KIND: sse, nats, nats-ws
//
// The connections are spread over the ports. Each sends the file REQUEST (sse, nats-ws) or NATS's own greeting, and counts as
// open once the server agreed. Then a line tells how many are open, and until standard input ends every "sent=<nanoseconds of
// the monotonic clock>;" that arrives is a delivery. At the end a line of JSON tells what was measured, in milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 128, BATCH = 1024, BLOCK = 65536, MOST_EVENTS = 4096, CARRIED = 64, STDIN = -1 };
enum stage { CONNECTING, GREETING, SUBSCRIBING, OPEN, CLOSED };

struct watcher {
    int socket;
    enum stage stage;
    int carried;           // bytes of the last read that may be the beginning of a mark
    char tail[CARRIED];
};

struct event {
    int64_t sent;
    double slowest;
};

static const char mark[] = "sent=";
static bool is_nats, is_web_socket;
static char request[8192], greeting[1024];
static int request_size, greeting_size;

static struct watcher *watchers;
static int count, opened, failed, lost;
static double *latencies;
static long delivered, room;
static struct event events[MOST_EVENTS];
static int event_count;

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (one < 0) die("socket");
    if (connect(one, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) die("connect");
    return one;
}

static void send_all(int socket, const char *bytes, int size)
{
    if (write(socket, bytes, size) != size) die("write");
}

static void make_greeting(const char *topic)
{
    char plain[512];
    int size = snprintf(plain, sizeof plain, "CONNECT {\"verbose\":false}\r\nSUB %s 1\r\nPING\r\n", topic);
    if (is_web_socket) {  // a masked frame with a mask of zeroes
        greeting[0] = (char)0x82;
        greeting[1] = (char)(0x80 | 126);
        greeting[2] = (char)(size >> 8);
        greeting[3] = (char)(size & 255);
        greeting_size = 8;
    }
    memcpy(greeting + greeting_size, plain, size);
    greeting_size += size;
}

static void close_watcher(struct watcher *one)
{
    if (one->stage == OPEN) lost++;
    else failed++;
    close(one->socket);
    one->stage = CLOSED;
}

static void count_delivery(int64_t sent, int64_t at)
{
    double age = (at - sent) / 1e6;
    if (delivered == room) {
        room = room ? room * 2 : 1 << 20;
        latencies = realloc(latencies, room * sizeof *latencies);
        if (!latencies) die("realloc");
    }
    latencies[delivered++] = age;
    int found = event_count - 1;
    while (found >= 0 && events[found].sent != sent) found--;
    if (found < 0 && event_count < MOST_EVENTS) {
        found = event_count++;
        events[found] = (struct event){.sent = sent};
    }
    if (found >= 0 && events[found].slowest < age) events[found].slowest = age;
}

// Count the marks of a block, whose first bytes are the tail of the one before.
static void read_marks(struct watcher *one, char *block, int size, int64_t at)
{
    char *from = block, *end = block + size;
    while ((from = memmem(from, end - from, mark, sizeof mark - 1))) {
        char *stop = memchr(from, ';', end - from);
        if (!stop) break;
        count_delivery(strtoll(from + sizeof mark - 1, NULL, 10), at);
        from = stop;
        block = stop + 1;
    }
    one->carried = end - block < CARRIED ? (int)(end - block) : CARRIED;
    memcpy(one->tail, end - one->carried, one->carried);
}

static bool has(const char *block, int size, const char *words)
{
    return memmem(block, size, words, strlen(words)) != NULL;
}

static void advance(struct watcher *one, const char *block, int size)
{
    if (one->stage == GREETING && is_nats) {
        if (is_web_socket && !has(block, size, "HTTP/1.1 101")) { close_watcher(one); return; }
        send_all(one->socket, greeting, greeting_size);
        one->stage = SUBSCRIBING;
    } else if (one->stage == GREETING) {
        if (!has(block, size, "HTTP/1.1 200")) { close_watcher(one); return; }
        one->stage = OPEN;
        opened++;
    } else if (one->stage == SUBSCRIBING && has(block, size, "PONG")) {
        one->stage = OPEN;
        opened++;
    }
}

static void on_ready(struct watcher *one, int epoll, uint32_t number)
{
    static char block[CARRIED + BLOCK];
    if (one->stage == CLOSED) return;
    if (one->stage == CONNECTING) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(one->socket, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) { close_watcher(one); return; }
        if (!is_nats || is_web_socket) send_all(one->socket, request, request_size);
        one->stage = GREETING;
        struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = number};
        epoll_ctl(epoll, EPOLL_CTL_MOD, one->socket, &wanted);
        return;
    }
    memcpy(block, one->tail, one->carried);
    int size = read(one->socket, block + one->carried, BLOCK);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) close_watcher(one);
        return;
    }
    int64_t at = now();
    if (one->stage == OPEN) read_marks(one, block, one->carried + size, at);
    else advance(one, block, size);
}

static int by_size(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

static double share(double part)
{
    return delivered ? latencies[(long)((delivered - 1) * part)] : 0;
}

static void report(void)
{
    double slowest = 0;
    for (int i = 0; i < event_count; i++) slowest += events[i].slowest / event_count;
    qsort(latencies, delivered, sizeof *latencies, by_size);
    printf("{\"open\": %d, \"lost\": %d, \"events\": %d, \"delivered\": %ld, \"p50\": %.2f, \"p99\": %.2f, \"last\": %.2f}\n",
           opened, lost, event_count, delivered, share(0.5), share(0.99), slowest);
}

static void open_more(int epoll, char **ports, int port_count, int *started)
{
    while (*started < count && *started - opened - failed < AT_ONCE) {
        struct watcher *one = &watchers[*started];
        one->socket = connect_to(atoi(ports[*started % port_count]));
        struct epoll_event wanted = {.events = EPOLLOUT, .data.u32 = (uint32_t)*started};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, one->socket, &wanted) < 0) die("epoll_ctl");
        ++*started;
    }
}

int main(int argument_count, char **arguments)
{
    if (argument_count < 6) return 2;
    is_nats = !strncmp(arguments[1], "nats", 4);
    is_web_socket = !strcmp(arguments[1], "nats-ws");
    count = atoi(arguments[2]);
    watchers = calloc(count, sizeof *watchers);
    make_greeting(arguments[3]);
    int file = open(arguments[4], O_RDONLY);
    if (file < 0 || (request_size = read(file, request, sizeof request)) < 0) die(arguments[4]);

    int epoll = epoll_create1(0), started = 0;
    struct epoll_event input = {.events = EPOLLIN, .data.u32 = (uint32_t)STDIN};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input) < 0) die("stdin");
    int64_t began = now();
    bool is_announced = false, is_ended = false;
    while (!is_ended) {
        static struct epoll_event ready[BATCH];
        open_more(epoll, arguments + 5, argument_count - 5, &started);
        int found = epoll_wait(epoll, ready, BATCH, 100);
        for (int i = 0; i < found; i++) {
            if (ready[i].data.u32 == (uint32_t)STDIN) is_ended = true;
            else on_ready(&watchers[ready[i].data.u32], epoll, ready[i].data.u32);
        }
        // Watchers are elsewhere in the world; here each would be woken by every single write, at the server's cost.
        if (is_announced && found < BATCH) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        if (!is_announced && opened + failed == count) {
            printf("{\"open\": %d, \"failed\": %d, \"seconds\": %.2f}\n", opened, failed, (now() - began) / 1e9);
            fflush(stdout);
            is_announced = true;
        }
    }
    report();
    return 0;
}
