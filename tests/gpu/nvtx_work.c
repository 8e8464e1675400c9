/* nvtx_work.c: names ranges through NVTX, by NVIDIA's header where that is there, else by a double.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <time.h>

#ifdef REAL_NVTX
#include <nvtx3/nvToolsExt.h>
#else
#include "tests/doubles/nvtx.h"
#endif

static void compute(void)
{
    const clock_t until = clock() + CLOCKS_PER_SEC / 20;

    while (clock() < until)
        continue;
}

static void push_in(nvtxDomainHandle_t domain, nvtxStringHandle_t text)
{
    nvtxEventAttributes_t attributes = {.version = NVTX_VERSION, .size = sizeof(attributes)};

    attributes.messageType = NVTX_MESSAGE_TYPE_REGISTERED;
    attributes.message.registered = text;
    nvtxDomainRangePushEx(domain, &attributes);
}

int main(void)
{
    nvtxDomainHandle_t domain = nvtxDomainCreateA("NCCL");
    nvtxStringHandle_t text = nvtxDomainRegisterStringA(domain, "ncclAllReduce");

    nvtxRangePushA("solve");
    for (int i = 0; i < 5; i++) {
        char name[32];

        snprintf(name, sizeof(name), "step %d", i);
        nvtxRangePushA(name);
        compute();
        push_in(domain, text);
        nvtxRangePop(); /* the step, while the range of the other domain is still there */
        nvtxDomainRangePop(domain);
    }
    nvtxRangePop();
    nvtxRangePushW(L"wide");
    compute();
    nvtxRangePop();
    puts("done");
    return 0;
}
