namespace PassiveDns.Benchmarks.Workload;

/// <summary>What to generate. The same options give the same octets on every machine and runtime.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>Query/response pairs.</summary>
    public int Pairs { get; init; } = 1_000_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>Time of the first packets, microseconds since 1970: 2026-01-15T00:00:00Z. The pairs spread over 24 hours from here.</summary>
    public long StartMicroseconds { get; init; } = 1_768_435_200_000_000;
}
