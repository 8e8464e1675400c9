/* make_gpus.c: GPUs in the inputs of the CLI tests, with known truth.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Ranks 0 and 1 share a GPU of node1, ranks 2 and 3 have one each of node2. The GPU of rank 3 needs
 * 5/4 of the time that the others need for the same kernel. Another tool traces rank 2, too.
 */
#include "common/gpu_kind.h"
#include "tests/cli/make_cluster.h"

#define MS   UINT64_C(1000000)
#define GPUS 3u

enum row { STEP = 2, LAUNCH = 3, GEMM = 4, ALLREDUCE = 5, COPY = 6, WAIT = 7 };

static const uint32_t gpu_of[RANKS] = {0, 0, 1, 2};
static const uint64_t gemm_ns[RANKS] = {1 * MS, 1 * MS, 1 * MS, MS + MS / 4};

static void write_gpus(struct output *output)
{
    static const char *const uuids[GPUS] = {"GPU-00000000-0000-0000-0000-000000000000",
                                            "GPU-11111111-1111-1111-1111-111111111111",
                                            "GPU-22222222-2222-2222-2222-222222222222"};
    const uint32_t model = make_put(&output->heap, "Model GPU");
    struct rp_cluster_gpu rows[GPUS];

    for (uint32_t i = 0; i < GPUS; i++)
        rows[i] = (struct rp_cluster_gpu){
            .uuid = make_put(&output->heap, uuids[i]),
            .name = model,
            .bus = make_put(&output->heap, i == 2 ? "0000:20:00.0" : "0000:10:00.0"),
            .node = make_put(&output->heap, i == 0 ? "node1" : "node2"),
            .memory_bytes = UINT64_C(16) << 30,
            .processors = 132,
            .capability = 90,
            .clock_khz = 1980000,
            .ranks = i == 0 ? 2 : 1,
            .observed_ns = 8000 * MS,
            .busy_ns = i == 0   ? 5000 * MS
                       : i == 1 ? 3500 * MS
                                : 4000 * MS};
    WRITE(output, gpu, rows, GPUS);
}

static struct rp_cluster_gpu_operation operation(uint32_t rank, enum row place, uint16_t kind)
{
    return (struct rp_cluster_gpu_operation){
        .rank = rank, .context = place, .gpu = gpu_of[rank], .kind = kind, .count = 1000};
}

static void set_time(struct rp_cluster_gpu_operation *row, uint64_t each_ns)
{
    row->time_ns = row->count * each_ns;
    row->least_ns = each_ns / 2;
    row->most_ns = 4 * each_ns;
    row->latency_ns = row->count * 5000;
    row->most_latency_ns = 90000;
}

static void write_operations(struct output *output)
{
    struct rp_cluster_gpu_operation rows[4 * RANKS];
    size_t count = 0;

    for (uint32_t rank = 0; rank < RANKS; rank++) {
        rows[count] = operation(rank, GEMM, RP_GPU_KERNEL);
        set_time(&rows[count++], gemm_ns[rank]);
        rows[count] = operation(rank, ALLREDUCE, RP_GPU_COMMUNICATION);
        set_time(&rows[count++], MS / 2);
        rows[count] = operation(rank, COPY, RP_GPU_COPY_IN);
        rows[count].bytes = UINT64_C(2500) << 20;
        set_time(&rows[count++], MS / 4);
        rows[count] = operation(rank, WAIT, RP_GPU_WAIT);
        rows[count].gpu = RP_NO_ROW;
        set_time(&rows[count++], 2 * MS);
    }
    WRITE(output, gpu_operation, rows, count);
}

static void write_times(struct output *output)
{
    const struct {
        uint16_t class;
        uint32_t number;
        uint64_t count, time_ns;
    } of_gpu[] = {
        {RP_GPU_OBSERVED, 0, 1, 8000 * MS},
        {RP_GPU_BUSY, 0, 3000, 2500 * MS},
        {RP_GPU_BUSY_COMPUTE, 0, 1000, 1000 * MS},
        {RP_GPU_BUSY_COMMUNICATION, 0, 1000, 1500 * MS},
        {RP_GPU_BUSY_COPY, 0, 1000, 250 * MS},
        {RP_GPU_COMMUNICATION_HIDDEN, 0, 100, 300 * MS},
        {RP_GPU_LATENCY, 13, 2900, 0},
        {RP_GPU_LATENCY, 17, 100, 0},
    };
    const struct {
        uint16_t class;
        uint64_t count, time_ns;
    } of_process[] = {{RP_GPU_LAUNCHES, 3000, 0},
                      {RP_GPU_RECORDS, 3000, 0},
                      {RP_GPU_DROPPED, 7, 0},
                      {RP_GPU_COST_LAUNCH, 0, MS},
                      {RP_GPU_COST_RECORDS, 0, MS / 10},
                      {RP_GPU_COST_CUPTI, 20, 5 * MS}};
    struct rp_cluster_gpu_time rows[64];
    size_t count = 0;

    for (uint32_t rank = 0; rank < RANKS; rank++) {
        for (size_t i = 0; i < sizeof(of_gpu) / sizeof(of_gpu[0]); i++)
            rows[count++] = (struct rp_cluster_gpu_time){rank,
                                                         gpu_of[rank],
                                                         of_gpu[i].class,
                                                         of_gpu[i].number,
                                                         of_gpu[i].count,
                                                         of_gpu[i].time_ns};
        for (size_t i = 0; i < sizeof(of_process) / sizeof(of_process[0]); i++)
            rows[count++] =
                (struct rp_cluster_gpu_time){rank, RP_NO_ROW,           of_process[i].class,
                                             0,    of_process[i].count, of_process[i].time_ns};
    }
    WRITE(output, gpu_time, rows, count);
}

static void write_idle(struct output *output)
{
    const struct rp_cluster_gpu_idle rows[] = {
        {0, RP_GPU_IDLE_HOST, 0, LAUNCH, 900, 1000 * MS},
        {0, RP_GPU_IDLE_HOST, 1, LAUNCH, 900, 1500 * MS},
        {0, RP_GPU_IDLE_END, 1, 0, 1, 500 * MS},
        {1, RP_GPU_IDLE_MPI, 2, LAUNCH, 100, 4000 * MS},
        {1, RP_GPU_IDLE_DEPENDENCY, 2, STEP, 10, 500 * MS},
        {2, RP_GPU_IDLE_SYNC, 3, LAUNCH, 1000, 3900 * MS},
        {2, RP_GPU_IDLE_LAUNCH, 3, LAUNCH, 1000, 100 * MS},
    };

    WRITE(output, gpu_idle, rows, sizeof(rows) / sizeof(rows[0]));
}

static void write_states(struct output *output)
{
    struct rp_cluster_gpu_state rows[RANKS + 1];

    for (uint32_t rank = 0; rank < RANKS; rank++)
        rows[rank] = (struct rp_cluster_gpu_state){.rank = rank,
                                                   .pid = 100,
                                                   .state = RP_GPU_TRACED,
                                                   .level = rank == 1,
                                                   .cupti_version = 130001,
                                                   .driver_version = 13000};
    rows[RANKS] = rows[3];
    rows[3] = rows[2];
    rows[3].pid = 101;
    rows[3].state = RP_GPU_YIELDED;
    rows[3].reason = make_put(&output->heap, "Nsight Systems");
    WRITE(output, gpu_state, rows, RANKS + 1);
}

/* The GPU of rank 3 is hot, and slowed for that. */
static void write_sensors(struct output *output)
{
    static const struct {
        const char *name, *unit;
        double values[GPUS];
    } kinds[] = {{"power", "W", {400, 410, 300}},         {"energy", "J", {3200, 3280, 2400}},
                 {"clock_sm", "MHz", {1980, 1980, 1500}}, {"temperature", "C", {60, 61, 88}},
                 {"sm_active", "%", {70, 65, 90}},        {"slowed_by_heat", "%", {0, 0, 75}}};
    struct rp_cluster_sensor sensors[GPUS * 6];
    struct rp_cluster_reading readings[GPUS * 6];
    uint32_t count = 0;

    for (uint32_t gpu = 0; gpu < GPUS; gpu++)
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++, count++) {
            const double value = kinds[i].values[gpu];

            sensors[count] = (struct rp_cluster_sensor){
                .rank = gpu + (gpu > 0),
                .gpu = gpu,
                .name = make_put(&output->heap, kinds[i].name),
                .unit = make_put(&output->heap, kinds[i].unit),
                .source = make_put(&output->heap, "nvml"),
                .state = 1,
            };
            readings[count] = (struct rp_cluster_reading){.rank = gpu + (gpu > 0),
                                                          .sensor = count,
                                                          .end_ns = 8000 * MS,
                                                          .count = 8,
                                                          .sum = 8 * value,
                                                          .min = value,
                                                          .max = value};
        }
    WRITE(output, sensor, sensors, count);
    WRITE(output, reading, readings, count);
}

void make_gpus(struct output *output)
{
    write_gpus(output);
    write_operations(output);
    write_times(output);
    write_idle(output);
    write_states(output);
    write_sensors(output);
}
