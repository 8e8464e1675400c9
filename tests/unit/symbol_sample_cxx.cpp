// symbol_sample_cxx.cpp: a function template with a known name, for the test of the symbolizer.
// SPDX-License-Identifier: Apache-2.0
namespace sample
{
template <typename T> __attribute__((noinline)) T twice(T number)
{
    return number + number;
}
} // namespace sample

extern "C" const void *symbol_sample_template()
{
    return reinterpret_cast<const void *>(&sample::twice<double>);
}
