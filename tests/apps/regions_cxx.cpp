/* regions_cxx.cpp: rankprof.h in C++, with all warnings of a strict user; prints what it did.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <rankprof/rankprof.h>

#include <cstdio>

int main()
{
    rankprof_phase_begin("only");
    rankprof_iteration_begin("pass");
    rankprof_iteration_end("pass");
    rankprof_phase_end("only");
    return std::puts("done") < 0;
}
