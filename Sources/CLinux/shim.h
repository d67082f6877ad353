// Calls of Linux that the C library has no function for, or that Swift cannot import.
#pragma once
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// openat2, with RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS of <linux/openat2.h>,
// which older systems lack.
static inline int open_beneath(int folder, const char *path, int flags) {
  struct {
    uint64_t flags, mode, resolve;
  } how = {(uint64_t)flags, 0, 0x08 | 0x04 | 0x02};
  return (int)syscall(437, folder, path, &how, sizeof how);
}

// Bounds the address space of a process, in bytes: prlimit with RLIMIT_AS.
static inline int limit_memory(int process, uint64_t bytes) {
  uint64_t limit[2] = {bytes, bytes};
  return (int)syscall(SYS_prlimit64, process, 9, limit, 0);
}
