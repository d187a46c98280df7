using System.Globalization;
using System.Numerics;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>What to generate. The same options give the same octets on every machine and runtime.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>Query/response pairs.</summary>
    public int Pairs { get; init; } = 1_000_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>Bursts of web traffic between two pairs: two full segments of TCP port 443 and what acknowledges them.</summary>
    public int WebBursts { get; init; }

    /// <summary>Reads <c>--pairs N</c>, <c>--seed N</c> and <c>--web N</c>.</summary>
    /// <exception cref="FormatException">Another option, or no number.</exception>
    /// <exception cref="OverflowException">A number too large.</exception>
    public static WorkloadOptions Parse(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => new WorkloadOptions(),
        ["--pairs", var pairs, .. var rest] => Parse(rest) with { Pairs = Number<int>(pairs) },
        ["--seed", var seed, .. var rest] => Parse(rest) with { Seed = Number<ulong>(seed) },
        ["--web", var bursts, .. var rest] => Parse(rest) with { WebBursts = Number<int>(bursts) },
        _ => throw new FormatException($"unknown option {arguments[0]}"),
    };

    private static T Number<T>(string text)
        where T : INumberBase<T> => T.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Time of the first query, microseconds since 1970: 2026-01-15T00:00:00Z. The pairs spread over the day.</summary>
    public long StartMicroseconds { get; init; } = 1_768_435_200_000_000;
}
