/* storm.cpp: loads and unloads a library, throws, forks and jumps, all at the same time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: storm LIBRARY [ROUNDS]
 * What it prints depends on ROUNDS alone. Nothing it does may hang: exceptions and dlopen() take the
 * loader's lock, fork() waits for it, and profilers have been found dead there.
 */
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

static int rounds;

static __attribute__((noinline)) uint64_t spin(uint64_t value, int turns)
{
    for (int i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return value;
}

/* Something to be destroyed in each frame that an exception passes. */
struct Guard {
    uint64_t &count;
    explicit Guard(uint64_t &count) : count(count) {}
    ~Guard() { count = spin(count, 200) | 1; }
};

template <int depth> static __attribute__((noinline)) void fall(uint64_t &count)
{
    Guard guard(count);
    if constexpr (depth == 0)
        throw std::runtime_error(std::to_string(count & 1));
    else
        fall<depth - 1>(count);
}

static void throw_all(uint64_t *out)
{
    uint64_t count = 1, caught = 0;
    for (int i = 0; i < rounds * 20; i++) {
        try {
            fall<20>(count);
        } catch (const std::exception &error) {
            caught += static_cast<uint64_t>(std::atoi(error.what()));
        }
    }
    *out = caught;
}

static void load_all(const char *path, uint64_t *out)
{
    uint64_t loaded = 0;
    for (int i = 0; i < rounds * 4; i++) {
        void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (library && dlsym(library, "plugin_work"))
            loaded++;
        spin(loaded, 20000);
        if (library)
            dlclose(library);
    }
    *out = loaded;
}

/* A child throws, too, and must find no lock held. It may not load: the C library forbids it. */
static void fork_all(uint64_t *out)
{
    uint64_t sum = 0;
    for (int i = 0; i < rounds / 2; i++) {
        const pid_t child = fork();
        if (child == 0) {
            uint64_t count = 1;
            try {
                fall<10>(count);
            } catch (const std::exception &) {
                count = 1;
            }
            spin(count, 200000);
            _exit(i % 100);
        }
        int status = 0;
        if (waitpid(child, &status, 0) == child)
            sum += WIFEXITED(status) ? static_cast<uint64_t>(WEXITSTATUS(status)) : 1000;
    }
    *out = sum;
}

static __attribute__((noinline)) void jump(std::jmp_buf &back, volatile int depth)
{
    if (depth == 0)
        std::longjmp(back, 1);
    jump(back, depth - 1);
    spin(1, depth);
}

static void jump_all(uint64_t *out)
{
    std::jmp_buf back;
    volatile uint64_t jumped = 0;
    for (volatile int i = 0; i < rounds * 200; i = i + 1) {
        if (setjmp(back) == 0)
            jump(back, i % 50);
        jumped = jumped + 1;
        spin(1, 500);
    }
    *out = jumped;
}

int main(int argc, char **argv)
{
    uint64_t results[4];
    rounds = argc > 2 ? std::atoi(argv[2]) : 100;
    if (argc < 2)
        return 2;
    std::vector<std::thread> threads;
    threads.emplace_back(throw_all, &results[0]);
    threads.emplace_back(load_all, argv[1], &results[1]);
    threads.emplace_back(fork_all, &results[2]);
    threads.emplace_back(jump_all, &results[3]);
    for (std::thread &thread : threads)
        thread.join();
    for (const uint64_t result : results)
        std::printf("%llu\n", static_cast<unsigned long long>(result));
    return 0;
}
