using System.Globalization;

namespace PassiveDns.Fuzz.Coverage;

/// <summary>What a guided run came to: a row of the table of results.</summary>
internal sealed record GuidedReport
{
    public const string Heading = """
        | target | inputs | inputs/s | edges | kept | failures | slowest ms | peak memory MiB | growth KiB |
        |---|--:|--:|--:|--:|--:|--:|--:|--:|
        """;

    public required string Target { get; init; }
    public required long Inputs { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Edges between basic blocks of the product that inputs went through.</summary>
    public required int Edges { get; init; }

    /// <summary>Inputs kept because they reached something new.</summary>
    public required int Corpus { get; init; }

    public required double SlowestMilliseconds { get; init; }

    /// <summary>Octets of the largest resident set.</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Octets of live objects gained, without the inputs kept.</summary>
    public required long MemoryGrowth { get; init; }

    /// <summary>One for each kind: its file and what happened.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target} | {Inputs:N0} | {Inputs / Seconds:N0} | {Edges:N0} | {Corpus:N0} | {Failures.Count} | {SlowestMilliseconds:F1} | {PeakMemory >> 20:N0} | {MemoryGrowth >> 10:N0} |");
}
