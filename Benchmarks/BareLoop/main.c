// What every linter on libyaml must at least do, and the measuring of programs.
//
//   bare-loop parse PATH...     reads every YAML and JSON file and takes its events, and does nothing
//   bare-loop run PROGRAM ...   runs a program; prints its seconds, CPU seconds and peak KiB

#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

static unsigned char *buffer;
static size_t capacity;
static unsigned long events;

static int is_yaml(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml") || !strcmp(dot, ".json"));
}

static size_t read_file(const char *path, size_t size) {
  if (size + 1 > capacity) {
    free(buffer);
    capacity = size * 2 + 65536;
    buffer = malloc(capacity);
  }
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  size_t got = 0;
  ssize_t count;
  while (got < size && (count = read(file, buffer + got, size - got)) > 0) got += (size_t)count;
  close(file);
  return got;
}

static void parse(size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, buffer, size);
  while (yaml_parser_parse(&parser, &event)) {
    yaml_event_type_t type = event.type;
    events += 1;
    yaml_event_delete(&event);
    if (type == YAML_STREAM_END_EVENT) break;
  }
  yaml_parser_delete(&parser);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *position) {
  (void)position;
  if (type == FTW_F && is_yaml(path)) parse(read_file(path, (size_t)status->st_size));
  return 0;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int run(char **command) {
  double start = seconds();
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY);
    dup2(null, 1);
    dup2(null, 2);
    execv(command[0], command);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 1;
  double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
             + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
  printf("%.4f %.4f %ld\n", seconds() - start, cpu, usage.ru_maxrss);
  return WIFEXITED(status) && WEXITSTATUS(status) != 127 ? 0 : 1;
}

int main(int count, char **arguments) {
  if (count > 2 && !strcmp(arguments[1], "run")) return run(arguments + 2);
  if (count < 3 || strcmp(arguments[1], "parse")) return 2;
  for (int index = 2; index < count; index++) nftw(arguments[index], visit, 64, FTW_PHYS);
  printf("%lu events\n", events);
  return 0;
}
