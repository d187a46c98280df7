using System.Security.Cryptography;
using PassiveDns.Analyzer;
using PassiveDns.Benchmarks.Limits;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Stages;

/// <summary>The stages in the order of the printed table.</summary>
internal static class StageTable
{
    private const ushort UnusedPort = 1;

    public static IReadOnlyList<Stage> All { get; } =
    [
        new("limit", Limit),
        new("read", Read),
        new("digest", Digest),
        new("packets", Packets),
        new("messages", Messages),
        new("rrsets", RRsets),
        new("table", IngestStage.WithoutCommit),
        new("ingest", IngestStage.Run),
        new("names", IngestStage.IndexNames),
    ];

    /// <summary>The stages that matter for captures in which little is DNS.</summary>
    public static IReadOnlyList<Stage> Mixed { get; } =
        [.. All.Where(stage => stage.Name is "limit" or "read" or "digest" or "packets" or "rrsets" or "ingest")];

    private static StageResult Limit(StageInput input)
    {
        var counts = DecodeAndCount.Run(input.Capture);
        return new StageResult(
            counts.Packets,
            FormattableString.Invariant($"{counts.Responses:N0} UDP responses, {counts.Records:N0} records, ")
            + FormattableString.Invariant($"{counts.Observations:N0} RRsets said, {counts.Unique:N0} unique"));
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

    /// <summary>The SHA-256 by which an archive knows a source, over the whole file.</summary>
    private static StageResult Digest(StageInput input)
    {
        using var stream = OpenCapture(input.Capture);
        return new StageResult(0, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    /// <summary>Frames to UDP and TCP: the analysis told to look for DNS on a port that the workload does not use.</summary>
    private static StageResult Packets(StageInput input)
    {
        var analysis = Analyse(input.Capture, new ObservationCounter(), new AnalysisOptions { Ports = [UnusedPort] });
        var frames = analysis.Accounting.FramesRead;
        return new StageResult(frames, FormattableString.Invariant($"{analysis.Accounting[FrameOutcome.NotDns]:N0} packets read"));
    }

    private static StageResult Messages(StageInput input)
    {
        using var stream = OpenCapture(input.Capture);
        using var capture = CaptureFile.Open(stream, input.Capture);
        return MessageStage.Run(capture);
    }

    /// <summary>The whole analysis: streams, matching of queries, records of all sections to RRsets; the sink only counts.</summary>
    private static StageResult RRsets(StageInput input)
    {
        var counter = new ObservationCounter();
        var analysis = Analyse(input.Capture, counter, new AnalysisOptions());
        return new StageResult(analysis.Accounting.FramesRead, Counts(analysis.Accounting, counter.Count));
    }

    private static CaptureAnalysis Analyse(string path, IRRsetSink sink, AnalysisOptions options)
    {
        using var stream = OpenCapture(path);
        using var capture = CaptureFile.Open(stream, path);
        var analysis = new CaptureAnalysis(sink, options);
        analysis.Run(capture, CancellationToken.None);
        if (!analysis.Accounting.IsBalanced) throw new InvalidOperationException("the account of the frames does not add up");
        return analysis;
    }

    private static string Counts(Accounting accounting, long observations) => FormattableString.Invariant(
        $"{accounting[MessageOutcome.Matched]:N0} matched responses, {observations:N0} RRsets said");

    private static FileStream OpenCapture(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    private sealed class ObservationCounter : IRRsetSink
    {
        public long Count { get; private set; }

        public void Add(in RRsetObservation observation) => Count++;
    }
}
