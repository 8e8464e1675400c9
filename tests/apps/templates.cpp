// templates.cpp: works in a member of a class template within a namespace.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>

namespace mesh
{

template <typename Number> class Solver
{
  public:
    __attribute__((noinline)) Number relax(Number value, long turns)
    {
        for (long i = 0; i < turns; i++)
            value = value * Number(6364136223846793005u) + Number(1442695040888963407u);
        return value;
    }
};

} // namespace mesh

int main()
{
    mesh::Solver<std::uint64_t> solver;

    std::printf("%llu\n", static_cast<unsigned long long>(solver.relax(1, 700000000)));
    return 0;
}
