/* module_symbol.h: finds what a mapped module exports, by name.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_SYMBOL_H
#define RANKPROF_COLLECTOR_AGENT_MODULES_MODULE_SYMBOL_H

#include "collector/agent/modules/module.h"

/*
 * The address of the symbol; 0 when the module does not define and export it, or has no GNU hash
 * table. The module must be mapped. Async-signal-safe.
 */
uintptr_t rp_module_symbol(const struct rp_module *module, const char *name);

#endif
