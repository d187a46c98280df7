using PassiveDns.Benchmarks.Limits;
using PassiveDns.Formats.Capture;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>The stages in the order of the printed table.</summary>
internal static class StageTable
{
    public static IReadOnlyList<Stage> All { get; } =
    [
        new("limit", Limit),
        new("read", Read),
    ];

    private static StageResult Limit(StageInput input)
    {
        var counts = DecodeAndCount.Run(input.Capture);
        return new StageResult(
            counts.Packets,
            FormattableString.Invariant(
                $"{counts.Responses:N0} UDP responses, {counts.Records:N0} records, {counts.Observations:N0} RRsets said, {counts.Unique:N0} unique"));
    }

    /// <summary>Our reader alone: records of the file to frames.</summary>
    private static StageResult Read(StageInput input)
    {
        using var stream = OpenCapture(input.Capture);
        using var capture = CaptureFile.Open(stream, input.Capture);
        var (frames, octets) = (0L, 0L);
        while (capture.TryRead(out var frame))
        {
            frames++;
            octets += frame.Octets.Length;
        }

        return new StageResult(frames, FormattableString.Invariant($"{octets:N0} octets in frames"));
    }

    private static FileStream OpenCapture(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
}
