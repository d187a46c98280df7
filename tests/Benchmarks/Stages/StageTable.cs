using PassiveDns.Benchmarks.Limits;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>The stages in the order of the printed table.</summary>
internal static class StageTable
{
    public static IReadOnlyList<Stage> All { get; } =
    [
        new("limit", Limit),
    ];

    private static StageResult Limit(StageInput input)
    {
        var counts = DecodeAndCount.Run(input.Capture);
        return new StageResult(
            counts.Packets,
            FormattableString.Invariant(
                $"{counts.Responses:N0} UDP responses, {counts.Records:N0} records, {counts.Observations:N0} RRsets said, {counts.Unique:N0} unique"));
    }
}
