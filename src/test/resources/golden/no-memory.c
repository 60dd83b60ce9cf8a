#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

// PyTorch's tensors of at least NO_MEMORY_BYTES: one finds no memory, as long as the file NO_MEMORY_ONCE is there.
int posix_memalign(void **at, size_t alignment, size_t size) {
    static int (*real)(void **, size_t, size_t);
    const char *bytes = getenv("NO_MEMORY_BYTES");
    const char *once = getenv("NO_MEMORY_ONCE");
    if (alignment == 64 && bytes && once && size >= strtoul(bytes, 0, 10) && unlink(once) == 0) {
        return ENOMEM;
    }
    if (!real) {
        real = dlsym(RTLD_NEXT, "posix_memalign");
    }
    return real(at, alignment, size);
}
