namespace PassiveDns.Indexer.Runs;

/// <summary>How run files are written.</summary>
internal sealed record RunWriting
{
    public DurableFiles Files { get; init; } = DurableFiles.Default;

    /// <summary>Raw octets at which a block is closed.</summary>
    public int BlockLength { get; init; } = RunFormat.BlockLength;

    /// <summary>The file serves this process only: it need not outlive a power cut.</summary>
    public bool IsPart { get; init; }
}
