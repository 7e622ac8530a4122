/*
 * A disk whose fsync can fail, loaded into a service with LD_PRELOAD. Below DISK_ROOT the files end in `.db`, `.db-wal` or
 * `.db-journal`; DISK_KEPT is the folder of what would be left of them if the power went now.
 *
 * As Linux does it: a write makes pages of the cache dirty. A good fsync brings the dirty pages to the disk as they are in the
 * cache then. A failed one marks them clean all the same: they can be read until they are dropped from memory, no later
 * fsync writes them, and nothing says so again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { page_bytes = 4096, max_files = 8, path_bytes = 4096 };

/* Shared with whoever causes the faults, by the file DISK_CONTROL. */
struct control {
  uint32_t fail_next;    /* so many fsyncs fail from now on */
  uint32_t fail_permille; /* and so many of a thousand beside */
  uint32_t kill_next;    /* the process is killed at the fsync after so many; 0 never */
  uint32_t random;       /* the state of the chances */
  uint32_t failed;       /* counts */
  uint32_t synced;
};

struct file {
  char path[path_bytes];
  unsigned char *dirty; /* one for each page */
  size_t pages;
  int64_t cut; /* the shortest that it has been since the last good fsync, or -1 */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[max_files];
static struct control *control;
static const char *root, *kept;

static void stop(const char *why) {
  dprintf(2, "emulated disk: %s (errno %d)\n", why, errno);
  abort();
}

__attribute__((constructor)) static void begin(void) {
  root = getenv("DISK_ROOT");
  kept = getenv("DISK_KEPT");
  const char *shared = getenv("DISK_CONTROL");
  if (!root || !kept || !shared) return;
  int fd = open(shared, O_RDWR | O_CLOEXEC);
  if (fd < 0) stop("cannot open the control file");
  control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (control == MAP_FAILED) stop("cannot map the control file");
  close(fd);
}

static int ends(const char *path, const char *end) {
  size_t has = strlen(path), needs = strlen(end);
  return has >= needs && strcmp(path + has - needs, end) == 0;
}

static int is_watched(const char *path) {
  return strncmp(path, root, strlen(root)) == 0 &&
         (ends(path, ".db") || ends(path, ".db-wal") || ends(path, ".db-journal"));
}

/* The watched file of this path, or NULL. By the path each time: descriptors and inodes are used again. */
static struct file *file_at(const char *path) {
  if (!is_watched(path)) return NULL;
  for (int at = 0; at < max_files; at += 1) {
    if (files[at].path[0] == 0) {
      strncpy(files[at].path, path, path_bytes - 1);
      files[at].cut = -1;
    }
    if (strcmp(files[at].path, path) == 0) return &files[at];
  }
  stop("too many files");
  return NULL;
}

static struct file *file_of(int fd) {
  if (!control) return NULL;
  char link[64], path[path_bytes];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return file_at(path);
}

static void mark(struct file *file, int64_t offset, int64_t length) {
  size_t last = (size_t)(offset + length - 1) / page_bytes;
  if (last >= file->pages) {
    size_t more = (last + 1) * 2;
    file->dirty = realloc(file->dirty, more);
    if (!file->dirty) stop("no memory");
    memset(file->dirty + file->pages, 0, more - file->pages);
    file->pages = more;
  }
  for (size_t page = (size_t)offset / page_bytes; page <= last; page += 1) file->dirty[page] = 1;
}

static void kept_path(const struct file *file, char *path) {
  snprintf(path, path_bytes, "%s/%s", kept, strrchr(file->path, '/') + 1);
}

static void bring_to_disk(int fd, struct file *file) {
  char path[path_bytes];
  kept_path(file, path);
  int disk = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  struct stat now, then;
  if (disk < 0 || fstat(fd, &now) < 0 || fstat(disk, &then) < 0) stop("cannot open what is kept");
  if (file->cut >= 0 && file->cut < then.st_size && syscall(SYS_ftruncate, disk, file->cut) < 0) stop("cannot cut");
  file->cut = -1;
  char bytes[page_bytes];
  for (size_t page = 0; page < file->pages; page += 1) {
    if (!file->dirty[page]) continue;
    file->dirty[page] = 0;
    off_t offset = (off_t)page * page_bytes;
    ssize_t length = pread(fd, bytes, page_bytes, offset);
    if (length > 0 && syscall(SYS_pwrite64, disk, bytes, length, offset) != length) stop("cannot keep a page");
  }
  if (syscall(SYS_ftruncate, disk, now.st_size) < 0) stop("cannot set the size");
  close(disk);
}

static int fails(void) {
  if (control->fail_next > 0) {
    control->fail_next -= 1;
    return 1;
  }
  uint32_t x = control->random ? control->random : 1;
  x ^= x << 13, x ^= x >> 17, x ^= x << 5;
  control->random = x;
  return x % 1000 < control->fail_permille;
}

static int sync_file(int fd, long call) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  int result = 0;
  if (!file) {
    pthread_mutex_unlock(&lock);
    return (int)syscall(call, fd);
  }
  if (control->kill_next > 0 && --control->kill_next == 0) syscall(SYS_kill, getpid(), SIGKILL);
  if (fails()) {
    if (file->pages) memset(file->dirty, 0, file->pages);
    control->failed += 1;
    errno = EIO;
    result = -1;
  } else {
    bring_to_disk(fd, file);
    control->synced += 1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int fd) { return sync_file(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_file(fd, SYS_fdatasync); }

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  pthread_mutex_lock(&lock);
  ssize_t written = syscall(SYS_pwrite64, fd, bytes, length, offset);
  int failure = errno;
  struct file *file = written > 0 ? file_of(fd) : NULL;
  if (file) mark(file, offset, written);
  errno = failure;
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

int ftruncate64(int fd, off64_t length) {
  pthread_mutex_lock(&lock);
  struct file *file = file_of(fd);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  if (file && result == 0) {
    if (file->cut < 0 || length < file->cut) file->cut = length;
    for (size_t page = (size_t)(length + page_bytes - 1) / page_bytes; page < file->pages; page += 1) file->dirty[page] = 0;
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int unlink(const char *path) {
  pthread_mutex_lock(&lock);
  struct file *file = control ? file_at(path) : NULL;
  int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (file && result == 0) {
    char on_disk[path_bytes];
    kept_path(file, on_disk);
    syscall(SYS_unlinkat, AT_FDCWD, on_disk, 0);
    if (file->pages) memset(file->dirty, 0, file->pages);
    file->cut = -1;
  }
  pthread_mutex_unlock(&lock);
  return result;
}
