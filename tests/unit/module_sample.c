/* module_sample.c: a library to load and unload; each build of it has another constant.
 * SPDX-License-Identifier: Apache-2.0
 */
int sample_symbol(int value);

int sample_symbol(int value)
{
    return value + RP_SAMPLE_CONSTANT;
}
