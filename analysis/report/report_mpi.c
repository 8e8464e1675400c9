/* report_mpi.c: the view of the MPI calls: functions, peers, communicators, files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report/report_table.h"

#define USUAL_ROWS 20u

/* ---- functions ---- */

static void cell_time(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_time(text, RP_CELL_BYTES, ((const struct rp_mpi_call_sum *)row)->time_ns);
}

static void cell_calls(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_mpi_call_sum *)row)->calls,
                    "count");
}

static void cell_each(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_mpi_call_sum *call = row;

    (void)report;
    rp_report_time(text, RP_CELL_BYTES, call->time_ns / call->calls);
}

static void cell_sent(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_mpi_call_sum *)row)->sent,
                    "bytes");
}

static void cell_received(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    rp_report_value(text, RP_CELL_BYTES, (double)((const struct rp_mpi_call_sum *)row)->received,
                    "bytes");
}

static void cell_imbalance(const struct rp_report *report, const void *row, char *text)
{
    const struct rp_mpi_call_sum *call = row;
    const double mean = (double)call->time_ns / (double)report->profile->rank_count;

    snprintf(text, RP_CELL_BYTES, "%.2fx", mean > 0 ? (double)call->time_max_ns / mean : 0);
}

static void cell_worst(const struct rp_report *report, const void *row, char *text)
{
    (void)report;
    snprintf(text, RP_CELL_BYTES, "%" PRIu32, ((const struct rp_mpi_call_sum *)row)->worst_rank);
}

static const struct rp_report_column columns[] = {
    {"time", 10, 0, cell_time},        {"calls ", 10, 0, cell_calls},
    {"mean", 11, 72, cell_each},       {"sent", 9, 0, cell_sent},
    {"received", 9, 0, cell_received}, {"max/mean", 9, 100, cell_imbalance},
    {"worst", 7, 100, cell_worst},
};
static const struct rp_report_table table = {columns, sizeof(columns) / sizeof(columns[0]),
                                             "function"};

static void write_calls(const struct rp_report *report)
{
    const size_t count = report->call_count;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    FILE *const out = report->terminal.out;

    fprintf(out, "MPI CALLS by time, sum of %zu ranks; bytes of the program's buffers\n",
            report->profile->rank_count);
    rp_report_table_head(report, &table);
    for (size_t i = 0; i < count && i < limit; i++) {
        const int room = rp_report_table_row(report, &table, &report->calls[i]);

        rp_terminal_name(&report->terminal, report->calls[i].name, room);
        fputc('\n', out);
    }
    if (count > limit)
        fprintf(out, "(%zu more)\n", count - limit);
}

/* ---- who with whom ---- */

static const char *size_text(uint16_t size, char *text, size_t bytes)
{
    if (size == 0)
        return "0";
    if (size > 63)
        return "2^63 on";
    rp_report_value(text, bytes, (double)(UINT64_C(1) << (size - 1)), "bytes");
    return text;
}

static void write_peers(const struct rp_report *report)
{
    const struct rp_mpi_peers *const peers = &report->peers;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    FILE *const out = report->terminal.out;

    if (peers->pair_count == 0)
        return;
    fprintf(out, "\nPEERS by bytes\n%9s %9s %10s %10s\n", "from rank", "to rank", "messages",
            "bytes");
    for (size_t i = 0; i < peers->pair_count && i < limit; i++) {
        const struct rp_mpi_pair *const pair = &peers->pairs[i];
        char messages[RP_CELL_BYTES], bytes[RP_CELL_BYTES], to[RP_CELL_BYTES];

        rp_report_value(messages, sizeof(messages), (double)pair->messages, "count");
        rp_report_value(bytes, sizeof(bytes), (double)pair->bytes, "bytes");
        snprintf(to, sizeof(to), pair->to == RP_PEER_OUTSIDE ? "outside" : "%" PRIu32, pair->to);
        fprintf(out, "%9" PRIu32 " %9s %10s %10s\n", pair->from, to, messages, bytes);
    }
    if (peers->pair_count > limit)
        fprintf(out, "(%zu more)\n", peers->pair_count - limit);
}

static void write_sizes(const struct rp_report *report)
{
    const struct rp_mpi_peers *const peers = &report->peers;
    FILE *const out = report->terminal.out;

    if (peers->pair_count == 0)
        return;
    fprintf(out, "\nMESSAGE SIZES\n%10s %10s %10s\n", "from bytes", "messages", "bytes");
    for (uint16_t i = 0; i < RP_SIZE_CLASSES; i++) {
        char least[RP_CELL_BYTES], messages[RP_CELL_BYTES], bytes[RP_CELL_BYTES];

        if (peers->sizes[i].messages == 0)
            continue;
        rp_report_value(messages, sizeof(messages), (double)peers->sizes[i].messages, "count");
        rp_report_value(bytes, sizeof(bytes), (double)peers->sizes[i].bytes, "bytes");
        fprintf(out, "%10s %10s %10s\n", size_text(i, least, sizeof(least)), messages, bytes);
    }
}

/* Collectives by communicator, and files: rows of the traffic, summed over ranks. */
static void write_rows(const struct rp_report *report, enum rp_traffic_kind kind, const char *title)
{
    const struct rp_mpi_peers *const peers = &report->peers;
    const size_t limit = report->limit ? report->limit : USUAL_ROWS;
    FILE *const out = report->terminal.out;
    size_t shown = 0;

    for (size_t i = 0; i < peers->row_count && shown < limit; i++) {
        const struct rp_mpi_row *const row = &peers->rows[i];
        char time[RP_CELL_BYTES], sent[RP_CELL_BYTES], received[RP_CELL_BYTES];

        if (row->kind != kind)
            continue;
        if (shown++ == 0)
            fprintf(out, "\n%s\n%10s %9s %9s %9s name\n", title, "time", "calls", "sent",
                    "received");
        rp_report_time(time, RP_CELL_BYTES, row->time_ns);
        rp_report_value(sent, sizeof(sent), (double)row->sent, "bytes");
        rp_report_value(received, sizeof(received), (double)row->received, "bytes");
        fprintf(out, "%10s %9" PRIu64 " %9s %9s ", time, row->calls, sent, received);
        rp_terminal_name(&report->terminal, row->name, report->terminal.columns - 42);
        if (*row->communicator) {
            fputs(" on ", out);
            rp_terminal_name(&report->terminal, row->communicator, report->terminal.columns - 42);
        }
        fputc('\n', out);
    }
}

enum rp_status rp_report_mpi(const struct rp_report *report, struct rp_error *error)
{
    if (report->call_count == 0)
        return rp_report_no_mpi(report, error);
    rp_report_header(report);
    write_calls(report);
    fputc('\n', report->terminal.out);
    rp_report_write_waits(report);
    write_peers(report);
    write_sizes(report);
    write_rows(report, RP_TRAFFIC_COLLECTIVE, "COLLECTIVES by time");
    write_rows(report, RP_TRAFFIC_FILE, "FILES by time");
    return RP_OK;
}

enum rp_status rp_report_csv_mpi(const struct rp_report *report, struct rp_error *error)
{
    FILE *const out = report->terminal.out;

    (void)error;
    fprintf(out, "call,count,seconds,sent_bytes,received_bytes,max_seconds,worst_rank\r\n");
    for (size_t i = 0; i < report->call_count; i++) {
        const struct rp_mpi_call_sum *const call = &report->calls[i];

        fprintf(out, "%s,%" PRIu64 ",%.9f,%" PRIu64 ",%" PRIu64 ",%.9f,%" PRIu32 "\r\n", call->name,
                call->calls, (double)call->time_ns * 1e-9, call->sent, call->received,
                (double)call->time_max_ns * 1e-9, call->worst_rank);
    }
    return RP_OK;
}
