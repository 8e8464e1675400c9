/* python_embed.c: loads libpython at run time, and starts and ends its interpreter several times.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: python_embed LIBRARY [ROUNDS]
 * In each round Python works in the first thread, in a thread that the interpreter did not make,
 * and in a second interpreter.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define CALLS(_)                                                                                   \
    _(void, Py_InitializeEx, (int))                                                                \
    _(int, Py_FinalizeEx, (void))                                                                  \
    _(int, PyRun_SimpleString, (const char *))                                                     \
    _(void *, PyEval_SaveThread, (void))                                                           \
    _(void, PyEval_RestoreThread, (void *))                                                        \
    _(int, PyGILState_Ensure, (void))                                                              \
    _(void, PyGILState_Release, (int))                                                             \
    _(void *, Py_NewInterpreter, (void))                                                           \
    _(void, Py_EndInterpreter, (void *))                                                           \
    _(void *, PyThreadState_Get, (void))                                                           \
    _(void *, PyThreadState_Swap, (void *))

#define POINTER(result, name, arguments) static result(*name) arguments;
CALLS(POINTER)

static void load(const char *path)
{
    void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
#define LOAD(result, name, arguments) *(void **)&name = dlsym(library, #name);
    CALLS(LOAD)
}

static const char work[] = "def %s(turns):\n"
                           "    total = 0\n"
                           "    for number in range(turns):\n"
                           "        total = (total * 31 + number) & 0xFFFFFFFF\n"
                           "    return total\n"
                           "print('%s', %s(300000), flush=True)\n";

static void run(const char *name)
{
    char text[512];

    snprintf(text, sizeof(text), work, name, name, name);
    if (PyRun_SimpleString(text) != 0)
        exit(3);
}

static void *run_outside(void *unused)
{
    const int state = PyGILState_Ensure();

    run("guest");
    PyGILState_Release(state);
    return unused;
}

static void run_second_interpreter(void)
{
    void *const first = PyThreadState_Get();
    void *const second = Py_NewInterpreter();

    run("second");
    Py_EndInterpreter(second);
    PyThreadState_Swap(first);
}

static void run_thread(void)
{
    void *const state = PyEval_SaveThread();
    pthread_t thread;

    pthread_create(&thread, NULL, run_outside, NULL);
    pthread_join(thread, NULL);
    PyEval_RestoreThread(state);
}

int main(int argc, char **argv)
{
    const int rounds = argc > 2 ? atoi(argv[2]) : 3;

    if (argc < 2)
        return 2;
    load(argv[1]);
    for (int i = 0; i < rounds; i++) {
        Py_InitializeEx(0);
        run("owner");
        run_thread();
        run_second_interpreter();
        printf("%d\n", Py_FinalizeEx());
        fflush(stdout);
    }
    return 0;
}
