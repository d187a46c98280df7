namespace PassiveDns.Indexer.Runs;

/// <summary>How run files are written.</summary>
internal sealed record RunWriting
{
    public DurableFiles Files { get; init; } = DurableFiles.Default;

    /// <summary>Raw octets at which a block is closed.</summary>
    public int BlockLength { get; init; } = RunFormat.BlockLength;

    /// <summary>Octets of the longest list of sources, as JSON, that a run is given.</summary>
    public int SourcesRoom { get; init; } = RunFormat.MaxSectionLength;

    /// <summary>The file is read from its start to its end, to be merged: it has no filters.</summary>
    public bool IsPart { get; init; }

    /// <summary>The file must outlive a power cut.</summary>
    public bool IsLasting { get; init; } = true;
}
