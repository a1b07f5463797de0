/* The clock on the wall of one process, which can be stepped while it runs: what STEPPED_CLOCK names is a file with
 * 8 bytes, the seconds to be added to the true time. All other clocks are left alone.
 *
 * Ours, and not libfaketime: under that every timed wait of a JVM returns at once, and Open Liberty does not start.
 *
 *   cc -shared -fPIC -O1 -o stepped-clock.so stepped-clock.c; LD_PRELOAD=… */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *step;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("STEPPED_CLOCK");
  int file = path ? open(path, O_RDONLY) : -1;
  if (file >= 0) {
    void *at = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
    step = at == MAP_FAILED ? NULL : at;
    close(file);
  }
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && step && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += *step;
  }
  return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
  struct timespec precise;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &precise)) {
    return -1;
  }
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *into) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (into) {
    *into = now.tv_sec;
  }
  return now.tv_sec;
}
