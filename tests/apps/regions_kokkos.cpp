/* regions_kokkos.cpp: regions and kernels of Kokkos itself.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <Kokkos_Core.hpp>

#include <cstdio>

int main(int argc, char **argv)
{
    Kokkos::ScopeGuard guard(argc, argv);
    double sum = 0;

    Kokkos::Profiling::pushRegion("assemble");
    for (int i = 0; i < 3; i++)
        Kokkos::parallel_for("axpy", 100, KOKKOS_LAMBDA(int){});
    Kokkos::parallel_reduce(
        "norm", 100, KOKKOS_LAMBDA(int at, double &part) { part += at; }, sum);
    Kokkos::Profiling::popRegion();
    std::printf("%g\n", sum);
    return 0;
}
